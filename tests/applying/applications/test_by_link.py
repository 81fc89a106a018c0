"""A head signs by a mailed link: read without an account, signed with a code that works once, for a quarter of an hour, for exactly the text that was shown."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import services
from portal.applying.applications.models import Answer, ApplicationVersion, SignOff
from portal.core import storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.schools.models import Function, SchoolFunction
from portal.oversight.audit.models import AuditEntry
from portal.oversight.freezes import services as freezes
from portal.oversight.freezes.models import FrozenKind
from portal.oversight.freezes.queries import get_thing
from tests.applying import support
from tests.applying.applications.test_services import status_by_school
from tests.applying.applications.test_signing import being_signed, write
from tests.conftest import START
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
SIGN = "I sign for Ford Special School"


@pytest.fixture
def rows(within: Within) -> Callable[[Any], list[Any]]:
    """What a query finds, in a context of its own."""
    return lambda query: within(lambda: [tuple(row) for row in session().execute(query).all()])


def newest(rows: Any, kind: str, address: str, pattern: str) -> str:
    query = sa.select(OutboxMail.text).where(OutboxMail.kind == kind, OutboxMail.address == address)
    found = re.search(pattern, rows(query.order_by(OutboxMail.id))[-1][0], re.MULTILINE)
    assert found is not None
    return found.group()


def link(rows: Any, cast: Cast, key: str = "ford_head") -> str:
    return newest(rows, "sign_application", cast.people[key].email, r"/link/application/\S+")


def code(rows: Any, cast: Cast) -> str:
    return newest(rows, "sign_code", cast.ford_head.email, r"^\d{6}$")


def test_a_head_without_an_account_signs_what_was_shown_and_nothing_else(
    cast: Cast, reader_for: ReaderFor, within: Within, rows: Any, clock: Any
) -> None:
    made = within(being_signed, cast)
    first = link(rows, cast)
    head = reader_for(None).get(first).sees("We do this.", cast.ford_head.email)
    assert "six digits" not in head.text
    head.press("Send me a code to sign").sees("It works once, for 15 minutes")
    sent = code(rows, cast)
    subjects = rows(sa.select(OutboxMail.subject).where(OutboxMail.kind == "sign_code"))
    assert all(sent not in subject for (subject,) in subjects)

    # a wrong code, no tick, and a code that is too old sign nothing
    wrong = f"{(int(sent) + 1) % 10**6:06}"
    head.fill(code=wrong, agree=True).press(SIGN, expect=422).sees("This is not the code of our newest mail")
    head.fill(code=sent, agree=False).press(SIGN, expect=422).sees("Tick the box to sign.")
    clock.hold(START + timedelta(minutes=16))
    head.get(first).press("Send me a code to sign")
    head.fill(code=sent, agree=True).press(SIGN, expect=422)
    assert within(status_by_school, made, cast)["ford"] == "asked"

    # a code for one text does not sign another: the page that was open still says the old digest
    second = code(rows, cast)
    stale = reader_for(None).get(first)
    within(lambda: perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator")))
    reader_for(None).get(first, expect=404).sees("This link no longer works", "ask the cluster coordinator")
    within(write, cast, made, 0, "Changed behind the back of Ford")
    within(support.ask, cast, made)
    stale.fill(code=second, agree=True).press(SIGN, expect=404)
    fresh = reader_for(None).get(link(rows, cast)).sees("Changed behind the back of Ford")
    fresh.fill(code=second, agree=True).press(SIGN, expect=422).sees("This is not the code")

    # the newest code signs, once; the link is used up; what happened is in the record
    fresh.press("Send me another code").fill(code=" ".join(code(rows, cast)), agree=True).press(SIGN).sees("Thank you")
    assert within(status_by_school, made, cast)["ford"] == "signed"
    fresh.get(link(rows, cast), expect=404)
    kinds = [kind for (kind,) in rows(sa.select(AuditEntry.kind).order_by(AuditEntry.id))]
    assert kinds[-2:] == ["head_proved_by_code", "school_signed"]
    used = rows(sa.select(OneTimeLink.purpose).where(OneTimeLink.used_at.is_not(None)))
    assert {purpose for (purpose,) in used} == {LinkPurpose.SIGN_APPLICATION, LinkPurpose.SIGNING_CODE}


def test_the_language_in_which_a_head_had_the_form_is_kept_with_the_signature(
    cast: Cast, reader_for: ReaderFor, within: Within, rows: Any
) -> None:
    """The button for it needs no account either."""
    made = within(being_signed, cast)

    def offer() -> None:
        support.application(made).round.give_welsh("name", "Y rownd")
        session().commit()

    within(offer)
    head = (
        reader_for(None).get(link(rows, cast)).press("Darllen y ffurflen yn Gymraeg").sees("Read the form in English")
    )
    head.press("Send me a code to sign").fill(code=code(rows, cast), agree=True).press(SIGN).sees("Thank you")
    found = sa.select(SignOff.language).where(SignOff.school_id == cast.school["ford"])
    assert rows(found) == [("cy",)]


def test_files_of_what_is_signed_open_by_the_link_while_it_works(
    cast: Cast, reader_for: ReaderFor, within: Within, rows: Any
) -> None:
    """An answer of the head's own application and no other, and nothing once the link is used up."""
    made = within(being_signed, cast)

    def with_a_file() -> uuid.UUID:
        def deed(*, by: Any) -> uuid.UUID:
            upload = storage.receive(io.BytesIO(b"rain and sun"), "weather.txt", field="file", most_bytes=100)
            version = sa.select(ApplicationVersion.id).where(ApplicationVersion.application_id == made)
            query = sa.select(Answer).where(Answer.application_version_id.in_(version), Answer.text != "")
            answer = session().scalars(query.order_by(Answer.id).limit(1)).one()
            answer.file_id = storage.claim(upload, by=by).id
            return answer.id

        return perform(deed, by=SYSTEM)

    address = f"{link(rows, cast)}/files/"
    answer_id = within(with_a_file)
    head = reader_for(None).get(f"{address}{answer_id}", expect=200)
    assert head.headers["Content-Disposition"].startswith("attachment")
    head.get(f"{address}{uuid.uuid4()}", expect=404)
    within(lambda: perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator")))
    reader_for(None).get(f"{address}{answer_id}", expect=404)


def test_a_link_is_of_the_head_alone_and_waits_while_the_school_is_read_only(
    cast: Cast, reader_for: ReaderFor, within: Within, rows: Any
) -> None:
    made = within(being_signed, cast)
    first = link(rows, cast)
    coordinator = reader_for(cast.coordinator).get(f"/applications/{made}")
    coordinator.press("Send the head a new link Ford Special School").sees("We have written to the head of Ford")
    again = link(rows, cast)
    reader_for(None).get(first, expect=404)
    reader_for(cast.teacher).post(f"/applications/{made}/sign/{cast.school['ford']}/link", expect=403)
    reader_for(cast.outsider).post(f"/applications/{made}/sign/{cast.school['ford']}/link", expect=404)

    # five tries, then none for a while, even with the right code
    head = reader_for(None).get(again).press("Send me a code to sign")
    for _try in range(5):
        head.fill(code="12", agree=True).press(SIGN, expect=422)
    head.fill(code=code(rows, cast), agree=True).press(SIGN, expect=422).sees("There were many tries")

    def freeze() -> None:
        thing = get_thing(FrozenKind.SCHOOL, cast.school["ford"])
        perform(freezes.make_read_only, thing, by=cast.signed_in("admin"), reason="We look at something.")

    within(freeze)
    vale = reader_for(None).get(link(rows, cast, "vale_head")).press("Send me a code to sign")
    vale.sees("We have sent a code to")
    head.get(again).press("Send me another code", expect=None).sees("Nothing can be changed here for the time being")

    def another_head() -> None:
        def deed(*, by: Any) -> None:
            held = sa.update(SchoolFunction).where(
                SchoolFunction.school_id == cast.school["vale"], SchoolFunction.function == Function.SIGNATORY
            )
            session().execute(held.values(ended_on=date(2027, 3, 1)))

        perform(deed, by=SYSTEM)

    within(another_head)
    reader_for(None).get(link(rows, cast, "vale_head"), expect=404)
    assert set(within(status_by_school, made, cast).values()) == {"asked"}


def test_who_signs_again_is_shown_first_what_has_changed_and_can_read_the_rest(
    cast: Cast, reader_for: ReaderFor, within: Within, rows: Any
) -> None:
    """By the link as on the page; whoever never signed for the school reads all of it."""
    made = within(being_signed, cast, "ford", "vale")

    def change_the_plan() -> None:
        perform(services.cancel_signing, support.application(made), by=cast.signed_in("coordinator"))
        write(cast, made, 2, "We begin in May.")
        support.ask(cast, made)

    within(change_the_plan)
    words = (
        "What has changed since you signed",
        "1 answer is new or reads differently:",
        "Read everything that you sign",
    )
    mailed = sa.select(OutboxMail.text).where(OutboxMail.kind == "sign_application").order_by(OutboxMail.id)
    assert any("You signed it before" in text and "Ford Special School" in text for (text,) in rows(mailed))
    head = reader_for(None).get(link(rows, cast)).sees(*words)
    first, rest = head.text.split("Read everything that you sign")
    assert "We begin in May." in first
    assert "We do this." not in first
    assert "We begin in May." in rest
    assert "We do this." in rest
    head.press("Send me a code to sign").fill(code=code(rows, cast), agree=True).press(SIGN)
    head.sees("You have signed for Ford Special School.", "The link is used up.")
    reader_for(cast.vale_head).get(f"/applications/{made}/sign/{cast.school['vale']}").sees(*words)
    lead = reader_for(cast.head).get(f"/applications/{made}/sign/{cast.school['hill']}").sees("We begin in May.")
    assert words[0] not in lead.text

    def begin_the_next_version() -> None:
        support.sign(cast, made, "hill", "vale")
        support.submit(cast, made)
        perform(services.edit_again, support.application(made), by=cast.signed_in("coordinator"))
        write(cast, made, 0, "In the next version.")
        support.ask(cast, made)

    within(begin_the_next_version)
    again = reader_for(cast.head).get(f"/applications/{made}/sign/{cast.school['hill']}").sees(*words)
    assert "In the next version." in again.text.split("Read everything")[0]
