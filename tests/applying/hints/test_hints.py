"""D9: the private note to a reviewer: read by that reviewer, moderators and managers, and by nobody else, by page, mail, record or download."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.hints import queries, services
from portal.applying.hints.models import ReviewerHint
from portal.core.database import session
from portal.core.errors import NotAllowedNow, NotFound
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from tests.applying import desk
from tests.support.cast import Cast
from tests.support.reader import Reader

MARK = "MARKHINT you give only 3 and 4"


def test_a_private_note_reaches_its_reviewer_and_nobody_else(
    cast: Cast, clock: Any, reader_for: Callable[..., Reader], within: Callable[..., Any]
) -> None:
    made = within(desk.at_the_panel, cast, clock)
    planned = within(lambda: desk.read(made).round_id)
    moderator = reader_for(cast.moderator).get(f"/rounds/{planned}/pictures/habits")
    moderator.follow("Write a private note to a reviewer").follow(f"Write to {cast.reviewer.name}")
    path = moderator.path
    moderator.press("Send the note", expect=422).sees("Write what you want to say.")
    moderator.fill(words=MARK).press("Send the note").sees("The note is sent.", MARK)
    reader_for(cast.manager).get(path).sees(MARK)
    mine = reader_for(cast.reviewer).get("/reviews").follow("1 private note to you")
    mine.sees(MARK, cast.moderator.name)
    for key in ("reviewer2", "officer", "auditor", "coordinator", "head", "abroad"):
        other = reader_for(cast.people[key])
        assert other.get(path, expect=None).status in (403, 404), key
        other.get("/reviews/notes", expect=None).does_not_see(MARK)
        for page in ("/notices", "/what-needs-me", "/reviews", f"/applications/{made}", f"/applications/{made}/panel"):
            other.get(page, expect=None).does_not_see(MARK)

    def left_behind() -> str:
        mails = session().scalars(sa.select(OutboxMail.text)).all()
        notices = session().scalars(sa.select(Notification.title)).all()
        facts = [str(one) for one in session().scalars(sa.select(AuditEntry.facts))]
        return " ".join([*mails, *notices, *facts])

    said = within(left_behind)
    assert "private note to you" in said
    assert "MARKHINT" not in said
    told = within(
        lambda: session().scalars(sa.select(Notification.person_id).where(Notification.kind == "reviewer_hinted")).all()
    )
    assert told == [cast.reviewer.id]
    by = within(cast.signed_in, "moderator")
    with pytest.raises(NotFound):
        within(queries.get_reader, planned, cast.coordinator.id)
    reader = within(queries.get_reader, planned, cast.reviewer.id)
    with pytest.raises(NotAllowedNow, match="somebody else"):
        within(lambda: perform(services.write_hint, reader, by=cast.signed_in("reviewer"), words="x"))
    assert by.id == within(lambda: session().scalars(sa.select(ReviewerHint.author_id)).one())
