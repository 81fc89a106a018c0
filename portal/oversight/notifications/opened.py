"""Who opened the page that a notice leads to, by whichever way, has read the notice: nobody is rung up who knows already."""

import uuid

from flask import current_app

from portal.core.errors import Refusal, TryLater
from portal.core.perform import perform
from portal.oversight.notifications import queries, services
from portal.web import login


def note_opened(subject_id: uuid.UUID) -> None:
    """The one thing that reading such a page writes, the first time. In its own transaction; when the database is busy, another time."""
    me = login.me()
    if not me.unread or not queries.has_unread_about(me.id, subject_id):
        return
    try:
        perform(services.note_opened, by=me, subject_id=subject_id)
    except (TryLater, Refusal):
        current_app.logger.info("opened mark skipped subject=%s", subject_id)
