"""Notices and mail about a programme are in the programme's own words, also when a job writes them and no page of the programme was asked for."""

from contextlib import AbstractContextManager, nullcontext

from flask import g, has_app_context

from portal.applying.applications.models import Application
from portal.applying.programmes import vocabulary
from portal.applying.programmes.models import Programme, Round
from portal.core.database import session
from portal.core.events import Event
from portal.core.i18n import in_own_words


def of_event(event: Event) -> AbstractContextManager[None]:
    """Speak in the words of the programme to which this fact belongs. On a page of the programme they are spoken already."""
    if has_app_context() and g.get("portal_own_words") is not None:
        return nullcontext()
    found = _programme(event)
    return in_own_words(vocabulary.of(found)) if found is not None and found.own_words else nullcontext()


def _programme(event: Event) -> Programme | None:
    programme_id, round_id = getattr(event, "programme_id", None), getattr(event, "round_id", None)
    if event.application_id is not None and round_id is None:
        application = session().get(Application, event.application_id)
        round_id = application.round_id if application is not None else None
    if programme_id is None and round_id is not None:
        planned = session().get(Round, round_id)
        programme_id = planned.programme_id if planned is not None else None
    return session().get(Programme, programme_id) if programme_id is not None else None
