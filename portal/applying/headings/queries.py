"""Finding a programme's headings, and the layouts that count for a cluster."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications.models import Application, Stage
from portal.applying.programmes.headings import layout_of
from portal.applying.programmes.models import Programme, Round
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.evidence import layouts
from portal.forming.evidence.layouts import Layout, Line

READ_BY_A_PROGRAMME = (
    Stage.DRAFT,
    Stage.SUBMITTED,
    Stage.SCREENING,
    Stage.IN_REVIEW,
    Stage.CLARIFICATION,
    Stage.MODERATION,
)


@dataclass(frozen=True)
class ProgrammeLine:
    """A heading of a programme."""

    programme: Programme
    line: Line


def get_programme(programme_id: uuid.UUID) -> Programme:
    """The programme. Raises NotFound."""
    found = session().get(Programme, programme_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def get_line(programme_id: uuid.UUID, heading_code: str) -> ProgrammeLine:
    """A heading of this very programme. Raises NotFound."""
    programme = get_programme(programme_id)
    line = next((one for one in layouts.read(programme.headings) if one.code == heading_code), None)
    if line is None:
        raise NotFound
    return ProgrammeLine(programme, line)


def layouts_for(cluster_id: uuid.UUID) -> Sequence[Layout]:
    """How the programmes that a cluster applies to now lay out its evidence, the latest application first. Those that ask the general headings are left
    out. One statement."""
    query = sa.select(Round).join(Application, Application.round_id == Round.id)
    query = query.where(Application.cluster_id == cluster_id, Application.stage.in_(READ_BY_A_PROGRAMME))
    query = query.options(joinedload(Round.programme)).order_by(Application.id.desc()).limit(20)
    found: dict[tuple[uuid.UUID, Any], Layout] = {}
    for planned in session().scalars(query):
        layout = layout_of(planned)
        if layout is not None:
            found.setdefault((planned.programme_id, layout.lines), layout)
    return list(found.values())
