"""The agenda as a person may see it: what they have a conflict of interest with is absent, and in a blind round what has no names yet."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.reviews.models import ApplicationStanding, ModerationNote
from portal.applying.reviews.queries import ranking
from portal.core.database import fetch
from portal.forming.clusters.models import Cluster
from portal.oversight.agenda.models import AgendaItem
from portal.oversight.pictures.panel import Ranking, ranked
from portal.oversight.pictures.queries.marks import Marked
from portal.oversight.pictures.queries.views import View, with_scores

MOST = 500
OFFERED = 200
"""So many are offered to choose from, what to talk about first on top."""


@dataclass(frozen=True)
class Planned:
    """An application on the agenda. `has_note`: the panel wrote its note since it was put there."""

    application_id: uuid.UUID
    cluster: str
    has_note: bool


def agenda(view: View) -> list[Planned]:
    """What is on the agenda, down the ranking. One statement."""
    note = sa.exists().where(
        ModerationNote.application_id == AgendaItem.application_id, ModerationNote.created_at >= AgendaItem.created_at
    )
    kept = ApplicationStanding
    query: Any = (
        sa.select(Application.id, Cluster.name, sa.case((note, 1), else_=0))
        .select_from(AgendaItem)
        .join(Application, Application.id == AgendaItem.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(kept, kept.application_id == Application.id)
        .where(AgendaItem.round_id == view.planned.id, *with_scores(view))
        .order_by(*ranking())
        .limit(MOST)
    )
    return [Planned(row[0], row[1], bool(row[2])) for row in fetch(query)]


def offered(view: View, on_it: Collection[uuid.UUID] = ()) -> list[tuple[Marked, str]]:
    """What can be put on the agenda, with its flags (see `Ranking.flags`): first what lies near the line and is disagreed on, then what lies near it, then what
    is disagreed on, then the rest; of each the nearest to the quality bar first. What is `on_it` already is among them wherever it stands, so that it keeps its
    tick. At most three statements."""
    ranking_ = ranked(view)
    bar = ranking_.rules.quality_bar
    found = [one for one in ranking_.found if one.mean is not None or one.id in on_it]
    order = sorted(found, key=lambda one: (_first(ranking_, one), abs((one.mean or 0.0) - bar), str(one.id)))
    shown = [*order[:OFFERED], *(one for one in order[OFFERED:] if one.id in on_it)]
    return [(one, ranking_.flags(one)) for one in shown]


def _first(ranking_: Ranking, one: Marked) -> int:
    return ("DL", "L", "D", "").index(ranking_.flags(one))


def known(view: View, application_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these that this person may put on the agenda. One statement."""
    query = sa.select(Application.id).where(*with_scores(view), Application.id.in_(application_ids))
    return {row[0] for row in fetch(query.order_by(Application.id).limit(MOST))}
