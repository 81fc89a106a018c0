"""What is told is in the words of whoever reads it: their language, their clocks; never those of whoever did the deed."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_domain

from portal.applying.programmes.models import Round
from portal.core import duty, i18n, ids, readers
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.notifications import digests, morning, reminders
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.services import set_rhythm
from portal.running.board import queries, services
from portal.running.board.models import Message, Wanted
from portal.web import moments
from portal.web.mailing import html_of
from tests.applying import support
from tests.support.cast import Cast, commit

WRITTEN_FOR_READERS = Path("portal/subscriptions")


class Marked(NullTranslations):
    """A catalogue in which every text is itself, behind the mark of its language."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark

    def ugettext(self, message: str) -> str:
        return f"[{self.mark}]{message}"

    def ungettext(self, one: str, many: str, number: int) -> str:
        return f"[{self.mark}]{one if number == 1 else many}"


@pytest.fixture(autouse=True)
def catalogues(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Welsh and French, each text behind its mark. What other tests said in these languages is forgotten, before and after."""
    monkeypatch.setattr(i18n, "_kept", {})
    moments._named_zone.cache_clear()
    with app.app_context():
        domain = get_domain()
        kept = domain.get_translations_cache(g)
        held = {(code, domain.domain[0]): Marked(code) for code in ("cy", "fr")}
        monkeypatch.setattr(domain, "cache", {**kept, **held})
        yield
    moments._named_zone.cache_clear()


@pytest.fixture
def spoken(app: Flask, cast: Cast, catalogues: None) -> Cast:
    """Vale's contact reads Welsh in Nairobi, its teacher French; the others English."""

    def choose() -> None:
        for key, language, zone in (("vale_contact", "cy", "Africa/Nairobi"), ("vale_teacher", "fr", "Europe/Paris")):
            found = session().get_one(Person, cast.people[key].id)
            found.language, found.zone = language, zone

    commit(app, choose)
    return cast


def ask(cast: Cast) -> Any:
    """Hill, in English, asks Vale for a reply."""
    wanted = Wanted(cast.school["vale"], datetime(2027, 3, 12, tzinfo=UTC).date())
    board, by = queries.get_board(cast.river), cast.signed_in("teacher")
    message = Message("How much rain did you have?")
    return perform(services.start_thread, board, by=by, title="Rain", message=message, wanted=wanted)


def told(cast: Cast, key: str, kind: str) -> str:
    query = sa.select(Notification.title).where(Notification.person_id == cast.people[key].id)
    return str(session().scalars(query.where(Notification.kind == kind)).one())


def mail_to(cast: Cast, key: str) -> OutboxMail:
    query = sa.select(OutboxMail).where(OutboxMail.person_id == cast.people[key].id)
    return session().scalars(query.order_by(OutboxMail.id.desc())).first()  # type: ignore[return-value]


def test_each_reads_their_own_language_whoever_did_it(spoken: Cast) -> None:
    ask(spoken)
    assert told(spoken, "vale_contact", "reply_asked").startswith("[cy]Hill")
    titles = {told(spoken, key, "post_added")[:4] for key in ("vale_teacher", "head")}
    assert titles == {"[fr]", "Hill"}


def test_the_mail_is_in_their_language_and_on_their_clocks(spoken: Cast) -> None:
    ask(spoken)
    mail = mail_to(spoken, "vale_contact")
    assert mail.subject.startswith("[cy]")
    assert "[cy]Dear" in mail.text
    assert "Sadwrn 13 Mawrth 2027, 02:59" in mail.subject, "Welsh words, Nairobi's clocks"
    assert "23:59" in mail.subject, "and the clocks on which it was planned"
    assert mail.headers["Content-Language"] == "cy"
    assert '<html lang="cy" dir="ltr"' in html_of(mail.subject, mail.text, "cy")
    assert '<html lang="ar" dir="rtl"' in html_of(mail.subject, mail.text, "ar")
    assert "Open it here" not in mail.text.replace("[cy]Open it here", "")


def test_a_reminder_names_the_round_in_welsh(spoken: Cast, clock: Any) -> None:
    someone, planned = spoken.people["vale_contact"], support.make_round()

    def owe(*, by: Any) -> None:
        session().get_one(Round, planned).give_welsh("name", "Afonydd")
        at, name = clock.now() + timedelta(hours=20), session().get_one(Round, planned).name
        for title in (f"River schools: {name}", "River schools: Another"):
            duty.owe(DutyKind.SUBMIT_APPLICATION, subject_id=ids.new_id(), title=title, person_id=someone.id, due_at=at)

    clock.hold(datetime(2027, 3, 2, 5, 0, tzinfo=UTC))
    perform(owe, by=SYSTEM)
    reminders.remind()
    titles = session().scalars(sa.select(Notification.title).where(Notification.kind == "reminder"))
    assert sorted(title.rpartition(": ")[2].rstrip("”") for title in titles) == ["Afonydd", "Another"]


def test_reminder_morning_mail_and_digest_too(spoken: Cast, clock: Any) -> None:
    someone = spoken.people["vale_contact"]

    def owe(*, by: Any) -> None:
        at = clock.now() + timedelta(hours=20)
        duty.owe(DutyKind.REPLY, subject_id=someone.id, title="Rain", person_id=someone.id, due_at=at)

    clock.hold(datetime(2027, 3, 2, 5, 0, tzinfo=UTC))
    perform(owe, by=SYSTEM)
    reminders.remind()
    assert told(spoken, "vale_contact", "reminder") == "[cy]Due within a day: [cy]Reply to “Rain”"
    assert morning.morning_mail() == 1
    letter = mail_to(spoken, "vale_contact")
    assert letter.subject == "[cy]1 thing needs you"
    assert "[cy]Reply to “Rain”" in letter.text
    assert "Mercher 3 Mawrth 2027, 04:00" in letter.text

    person = session().get_one(Person, someone.id)
    weekly = {Group.BOARD: Frequency.DAILY}
    perform(set_rhythm, person, by=someone, frequencies=weekly, quiet_from=None, quiet_until=None)
    ask(spoken)
    clock.hold(datetime(2027, 3, 3, 5, 0, tzinfo=UTC))
    assert digests.digest_mail() >= 1
    digest = mail_to(spoken, "vale_contact")
    assert (digest.kind, digest.subject[:4]) == ("digest", "[cy]")


def test_a_language_that_we_do_not_have_is_english(spoken: Cast) -> None:
    with readers.speaking_to("xx", "UTC"):
        assert (i18n.spoken(), i18n._("Notices")) == ("en", "Notices")
    with readers.speaking_to("cy", "UTC"):
        assert i18n._("Notices") == "[cy]Notices"
    assert i18n._("Notices") == "Notices"


@pytest.mark.static
def test_subscriptions_take_their_words_from_their_own_module() -> None:
    """`_` of portal.core.i18n speaks the language of whoever did the deed."""
    wrong = [
        f"{path}: import {name.name} from portal.subscriptions.words"
        for path in WRITTEN_FOR_READERS.glob("*.py")
        if path.name != "words.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "portal.core.i18n"
        for name in node.names
        if name.name in ("_", "ngettext")
    ]
    assert wrong == []
