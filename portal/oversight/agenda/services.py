"""Putting applications on the agenda of the panel, and taking them off it."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.oversight.agenda import events, queries
from portal.oversight.agenda.models import AgendaItem
from portal.oversight.pictures.queries.views import view_of
from portal.policy.people import SignedIn


def choose(
    planned: Round, *, by: SignedIn, chosen: Collection[uuid.UUID], shown: Collection[uuid.UUID]
) -> tuple[int, int]:
    """Make the agenda as it was ticked. `shown`: what was on it when the page was made; what somebody else put there since stays. Answers how many were
    added and how many taken off."""
    view = view_of(planned, by)
    now = {one.application_id for one in queries.agenda(view)}
    wanted = [key for key in chosen if key not in now]
    if set(wanted) - queries.known(view, wanted):
        raise RuleBroken("chosen", _("Something that you chose is no longer there. Please look again."))
    for key in wanted:
        session().add(AgendaItem(round_id=planned.id, application_id=key, chosen_by_id=by.id))
    gone = [key for key in shown if key in now and key not in chosen]
    if gone:
        session().execute(sa.delete(AgendaItem).where(AgendaItem.application_id.in_(gone)))
    session().flush()
    if wanted or gone:
        record(
            events.AgendaChanged(
                by_id=by.id, subject_id=planned.id, round_id=planned.id, added=len(wanted), removed=len(gone)
            )
        )
    return len(wanted), len(gone)
