"""Under which headings a programme reads the evidence of a cluster: its own, or the general ones."""

from collections.abc import Sequence

from portal.applying.programmes.models import Programme, Round
from portal.forming.evidence import layouts
from portal.forming.evidence.layouts import Layout, Line
from portal.forming.evidence.queries import list_headings


def layout_of(planned: Round) -> Layout | None:
    """The programme's own headings as they count for this round: as they were kept when its first application came in, else as they stand. None: the
    general ones. The round is read with its programme."""
    kept = planned.headings_kept if planned.headings_kept is not None else planned.programme.headings
    return Layout(str(planned.id), planned.programme.name, layouts.read(kept)) if kept else None


def asked_by(programme: Programme) -> Sequence[Line]:
    """The headings that a programme asks now."""
    return layouts.read(programme.headings) or layouts.from_headings(list_headings())


def asked_in(planned: Round) -> Sequence[Line]:
    """The headings that a round can require, and shows."""
    layout = layout_of(planned)
    return layout.lines if layout is not None else layouts.from_headings(list_headings())
