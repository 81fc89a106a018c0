"""Names and messages that are written from right to left, among our words that are not: each keeps its own order, and turns nothing beside it around."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import i18n
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.text import apart, clean_line, said_line
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.web.mailing import html_of
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

ARABIC, HEBREW = "مدرسة النور (2)", "נועה לוי"
TITLE, WORDS = "המטר בחורף (3)", "لدينا ثلاثة أيام مطر.\n\nAnd 40 mm on Monday."


def isolated(words: str) -> str:
    return f"\u2068{words}\u2069"


@pytest.mark.static
@pytest.mark.parametrize("words", ["Hill Primary School (2)", "Ysgol Gŵyr", "សាលារៀន", "中文", ""])
def test_what_is_written_from_left_to_right_stays_as_it_is(words: str) -> None:
    assert apart(words) == words


@pytest.mark.static
def test_what_is_written_from_right_to_left_is_put_apart_once(app: Flask) -> None:
    for words in (ARABIC, HEBREW):
        assert apart(words) == apart(apart(words)) == isolated(words)
        assert clean_line(isolated(words)) == words, "what people type is stored without marks"
        assert said_line(f"Re:\n {isolated(words)}\u202e") == f"Re: {isolated(words)}"
    with app.test_request_context():
        assert i18n._("%(school)s, %(num)s", school=ARABIC, num=3) == f"{isolated(ARABIC)}, 3"
        assert i18n.ngettext("%(num)d in %(school)s", "", 1, school=HEBREW) == f"1 in {isolated(HEBREW)}"
        filled = app.jinja_env.from_string("{{ _('of %(school)s', school=school) }} {{ names | listed }}")
        shown = filled.render(school=f"<b>{ARABIC}", names=[HEBREW, "Hill"])
        assert shown == f"of \u2068&lt;b&gt;{ARABIC}\u2069 {isolated(HEBREW)}, Hill"


@pytest.fixture
def talk(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]) -> tuple[str, Callable[..., Reader]]:
    """Amina's school has an Arabic name, Tom a Hebrew one; they talk in both."""

    def named() -> None:
        session().execute(sa.update(School).where(School.id == cast.school["tumaini"]).values(name=ARABIC))
        session().execute(sa.update(Person).where(Person.id == cast.teacher.id).values(name=HEBREW))

    commit(app, named)
    tom = reader_for(cast.teacher).get(f"/clusters/{cast.river}/board/threads/new")
    asks = {"reply_from": str(cast.school["tumaini"]), "reply_by": (clock.now() + timedelta(days=3)).date()}
    tom.fill(title=TITLE, text="Shalom: שלום!", **asks).press("Put it on the board")
    path = tom.path.split("#")[0]
    reader_for(cast.abroad).get(path).fill(text=WORDS, language="ar").press("Send the message")
    return path, reader_for


def test_the_board_keeps_both_directions(talk: Any, cast: Cast) -> None:
    path, reader_for = talk
    page = reader_for(cast.coordinator).get(path).page
    assert page.select_one("h1")["dir"] == "auto"
    assert [bdi.text for bdi in page.select(".app-post__head bdi")][:2] == [HEBREW, "Hill Primary School"]
    body = page.select(".app-post__body")[1]
    assert (body["dir"], body["lang"]) == ("auto", "ar")
    assert page.select_one("textarea[name=text]")["dir"] == "auto"
    assert isolated(ARABIC) in page.text, "in the row of those who have seen it"
    board = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/board")
    assert board.page.select_one(".app-list__title bdi").text == TITLE
    assert f"last by Amina Wanjiru, {isolated(ARABIC)}" in board.text
    assert isolated(TITLE) in reader_for(cast.teacher).get("/notices").text


def test_mail_keeps_both_directions(talk: Any, app: Flask, cast: Cast) -> None:
    with app.app_context():
        found = sa.select(OutboxMail).where(OutboxMail.address == cast.teacher.email).order_by(OutboxMail.id.desc())
        mail = session().scalars(found.limit(1)).one()
        assert isolated(ARABIC) in mail.text
        assert isolated(HEBREW) in mail.text, "Dear ..."
        assert isolated(TITLE) in mail.subject
        assert WORDS in mail.text, "what she wrote is not touched"
        html = html_of(mail.subject, mail.text, "en")
        session().rollback()
    assert '<p dir="auto"' in html
    assert isolated(ARABIC) in html
