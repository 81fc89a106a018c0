"""Friday evening, seven o'clock: a teacher reads something on the board that worries her, and reports it from her phone in two steps. Nobody is at the desk.
What was written is out of sight at once; its author deletes nothing; on Saturday evening others are told that nobody has looked; on Sunday somebody has.
Told by the test client, at a phone without JavaScript, and with the keyboard alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.declarations.models import Rules, SafeguardingDeclaration
from portal.oversight.reports import jobs
from portal.oversight.reports.models import Report
from portal.running.board import services as board
from portal.running.board.models import Message
from portal.running.board.queries import get_board
from tests.journeys.screen import ScreenReader
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

FRIDAY = datetime(2027, 3, 5, 19, 0, tzinfo=UTC)
TITLE, TEXT, WORDS = (
    "The visit in May",
    "I will take the small ones to the lake alone.",
    "Nobody goes to the lake alone with children.",
)


def lay(app: Flask, cast: Cast) -> str:
    """Vale has said who its safeguarding lead is, and Vic of Vale begins a conversation. Answers its address."""

    def answers() -> None:
        session().add(
            SafeguardingDeclaration(
                school_id=cast.school["vale"],
                lead_name="Saskia Safe",
                lead_reach="saskia@vale.example",
                deputy_name="Dee Puty",
                rules=Rules.NATIONAL,
                reviewed_on=date(2027, 1, 1),
                expires_on=date(2028, 1, 1),
            )
        )

    commit(app, answers)
    with app.app_context():
        by = cast.signed_in("vale_teacher")
        thread = perform(board.start_thread, get_board(cast.river), by=by, title=TITLE, message=Message(TEXT))
        return f"/clusters/{cast.river}/board/threads/{thread.id}"


def mails(app: Flask) -> dict[str, list[str]]:
    """Every mail so far, by address: subject and text."""
    with app.app_context():
        rows = (
            session()
            .execute(sa.select(OutboxMail.address, OutboxMail.subject, OutboxMail.text).order_by(OutboxMail.id))
            .all()
        )
        session().rollback()
    found: dict[str, list[str]] = {}
    for address, subject, text in rows:
        found.setdefault(address, []).append(f"{subject}\n\n{text}")
    return found


def number_of(app: Flask) -> str:
    with app.app_context():
        found = session().scalars(sa.select(Report.number)).one()
        session().rollback()
        return found


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    clock.hold(FRIDAY - timedelta(minutes=10))
    page = lay(app, cast)

    # seven o'clock: two steps, and a reference
    clock.hold(FRIDAY)
    teacher = as_someone(cast.ford_teacher).get(page).sees(TEXT)
    teacher.follow("Report the message of").sees("999", "NSPCC", "Only the people who handle such reports read this.")
    teacher.fill(kind="child_harm", words=WORDS).press("Send the report")
    number = number_of(app)
    teacher.sees("Thank you for telling us", number, "weekends too")

    # out of sight for everyone, and its author can neither change it nor take it back
    as_someone(cast.coordinator).get(page).does_not_see(TEXT, TITLE).sees(
        "This message is hidden while somebody looks at it."
    )
    author = as_someone(cast.vale_teacher).get(page).does_not_see(TEXT)
    author.get("/notices").does_not_see(number, "reported")

    # mails went to the safeguarding team, to the school's own lead and to the teacher; none of them says anything
    written = mails(app)
    for address in (cast.safeguarding.email, "saskia@vale.example", cast.ford_teacher.email):
        assert [letter for letter in written[address] if number in letter], address
    for letters in written.values():
        assert not [mark for letter in letters for mark in (TEXT, WORDS, TITLE, "lake") if mark in letter]
    assert not [one for one in written.get(cast.people["vale_contact"].email, []) if number in one]

    # Saturday, a little after seven: nobody has looked, and those who look after the programme are told so
    clock.hold(FRIDAY + timedelta(hours=24, minutes=5))
    with app.app_context():
        jobs.escalate_reports()
    manager = as_someone(cast.manager).get("/what-needs-me").follow(f"Nobody has taken the report {number} in hand")
    manager.sees(number, "Who can: Sara Safe").does_not_see(WORDS, cast.ford_teacher.name)

    # Sunday: the lead takes it in hand, makes the account read-only, and says why the message stays hidden
    clock.hold(FRIDAY + timedelta(days=1, hours=16))
    lead = as_someone(cast.safeguarding).get("/reports").follow(number).sees(WORDS, TEXT, cast.ford_teacher.name)
    lead.press("Take it in hand")
    case = lead.path
    lead.follow("Make Vic d'Arcy-Smith read-only").fill(reason="Please wait for our call.").press("Make it read-only")
    lead.get(case).follow("Hide it, or say why it stays hidden")
    lead.fill(reason="No plan for children without two adults.").press("Hide it")
    lead.follow("Close the report").fill(
        outcome="referred", words="Saskia Safe has it.", answer="Thank you. It is with the school."
    )
    lead.press("Close the report").sees("closed")

    # the author reads why, and nothing of who it was; the teacher reads that it was looked at
    author = as_someone(cast.vale_teacher).get("/reports/decisions").follow(TITLE)
    author.sees("No plan for children without two adults.").does_not_see(WORDS, cast.ford_teacher.name)
    as_someone(cast.ford_teacher).get("/reports/mine").sees(number, "Thank you. It is with the school.", "closed")
    manager = as_someone(cast.manager).get("/reports/late").sees("Every report is in hand")


@pytest.mark.timeout(120)
def test_friday_evening_in_the_test_client(app: Flask, cast: Cast) -> None:
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_friday_evening_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(app, cast, at_a_phone)


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_a_report_with_the_keyboard_alone(app: Flask, cast: Cast, site: Any) -> None:
    """From the message to the reference, touching nothing but keys; with JavaScript off."""
    clock.hold(FRIDAY)
    page = lay(app, cast)
    tab = site.page(cast.ford_teacher, javascript=False)
    tab.goto(site.url + page)

    def to(selector: str) -> None:
        for _press in range(120):
            tab.keyboard.press("Tab")
            if tab.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"the keyboard does not reach {selector}")

    to("a[href^='/report/post/']")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/report/post/**")
    to("input[name=kind]")
    tab.keyboard.press("Space")
    to("textarea[name=words]")
    tab.keyboard.type(WORDS)
    to("main button[type=submit]")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/report/received/**")
    assert number_of(app) in tab.locator("h1 + *").inner_text()


def about_the_contact(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    """A neighbour without an account, and a colleague who worries about the school's own contact: three steps each, past that contact."""
    clock.hold(FRIDAY)
    lay(app, cast)
    steps = 0
    visitor = as_someone(None).get("/")
    steps += 1
    visitor.follow("Report a concern").sees("999", "The portal is not an emergency service.")
    steps += 1
    visitor.fill(kind="other", words=WORDS, place="Vale Primary School").press("Send the report")
    steps += 1
    visitor.sees("Thank you for telling us", number_of(app))
    assert steps <= 3

    # about the contact of Vale: the lead of the school is told, the contact is not, and reads nothing of it anywhere
    contact = cast.people["vale_contact"]
    before = {address: len(letters) for address, letters in mails(app).items()}
    colleague = as_someone(cast.people["vale_teacher"]).get(f"/report/person/{contact.id}").sees(contact.name)
    colleague.fill(kind="adult_conduct", words=WORDS).press("Send the report").sees("Thank you for telling us")
    after = {address: letters[before.get(address, 0) :] for address, letters in mails(app).items()}
    told = {address for address, letters in after.items() if letters}
    assert {cast.safeguarding.email, "saskia@vale.example"} <= told
    assert contact.email not in told
    for path in ("/notices", "/what-needs-me", "/reports/mine", "/reports/decisions"):
        as_someone(contact).get(path).does_not_see("RP-", WORDS)

    # read-only in one step, undone in one step; and then the contact writes again
    with app.app_context():
        found = sa.select(Report.number).where(Report.about_id == contact.id)
        number = session().scalars(found).one()
        session().rollback()
    lead = as_someone(cast.safeguarding).get("/reports").follow(number).press("Take it in hand")
    lead.follow(f"Make {contact.name} read-only").fill(reason="Please wait for our call.").press("Make it read-only")
    new = f"/clusters/{cast.river}/board/threads/new"
    bound = as_someone(contact).get("/what-needs-me").follow("Why your account is read-only")
    bound.sees("Please wait for our call.").does_not_see("RP-", WORDS).get(new, expect=403).sees("read-only")
    lead.get("/administration/read-only").follow(contact.name).follow("Let it go on")
    lead.fill(reason="We have talked.").press("Let it go on").sees(f"{contact.name} goes on.")
    as_someone(contact).get(new).sees("Start a conversation")


def test_a_report_about_the_contact_in_the_test_client(app: Flask, cast: Cast) -> None:
    about_the_contact(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_report_about_the_contact_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    about_the_contact(app, cast, lambda person: ScreenReader(site.page(person, width=390, javascript=False), site.url))
