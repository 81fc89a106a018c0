"""Who may see what (the table of the design): planted marks, each role, while reviewers read and when the panel sits; pages, what is owed, notices."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.applying.programmes.queries import get_round
from portal.applying.reviews import queries, scoring, services
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import Reading
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.workbooks import queries as workbooks
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.leading import shut
from tests.support.opened import words_of
from tests.support.reader import Reader

Readers = Callable[..., Reader]
SCORE, NAME, NOTE, PANEL, HELD = desk.MARKS["justification"], "Rae Read", desk.MARKS["private"], desk.MARKS["panel"], desk.MARKS["reasons"]  # fmt: skip
FIGURE = "MARKFIGURE"  # before every total, mean, median and range that a page shows
TIE = "MARKTIE"  # why somebody has a conflict of interest
READING, SITTING = "while reviewers read", "while the panel sits"
# what a role finds anywhere on its pages, in each phase; everything else is absent
FOUND: dict[str, dict[str, set[str]]] = {
    "coordinator": {READING: set(), SITTING: set()},
    "vale_head": {READING: set(), SITTING: set()},
    "abroad": {READING: set(), SITTING: set()},
    "reviewer2": {READING: set(), SITTING: set()},
    "outsider": {READING: set(), SITTING: set()},
    "admin": {READING: set(), SITTING: set()},
    "officer": {READING: {NAME, TIE}, SITTING: {NAME, TIE, SCORE, NOTE, FIGURE, PANEL}},
    "moderator": {READING: {NAME, TIE, SCORE, NOTE, FIGURE}, SITTING: {NAME, TIE, SCORE, NOTE, FIGURE, PANEL, HELD}},
    "manager": {READING: {NAME, TIE, SCORE, NOTE, FIGURE}, SITTING: {NAME, TIE, SCORE, NOTE, FIGURE, PANEL, HELD}},
    "auditor": {READING: {NAME, TIE, SCORE, NOTE, FIGURE}, SITTING: {NAME, TIE, SCORE, NOTE, FIGURE, PANEL, HELD}},
}


def mark_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure of reviews that is shown anywhere begins with the mark."""
    real = scoring.shown

    def marked(value: float | None) -> str:
        return real(value) and FIGURE + real(value)

    pages = ("applying.reviews.scoring", "applying.awards.routes.decisions")
    for room in (*pages, "oversight.pictures.panel", "oversight.pictures.habits", "oversight.minutes.paper"):
        monkeypatch.setattr(f"portal.{room}.shown", marked)


def look(reader_for: Readers, person: Any, paths: list[str], *, older: tuple[str, ...] = ("/notices",)) -> str:
    """Everything that this person reads at these addresses, refusals too: files opened, and the headers with the names of files and of versions. A link that
    they are shown opens for them, but for the lists of what they were told and asked before (`older`): that may have closed since."""
    reader, said, links = reader_for(person), "", set[tuple[str, str]]()
    for path in paths:
        reader.get(path, expect=None)
        said += words_of(reader.raw) + str(reader.headers)
        links |= set(reader.links) if path not in older else set()
    assert shut(reader.app, person.id, links) == [], person.name
    return said


def take_along(reader: Reader, round_id: Any, day: Any) -> str:
    """What this person can take along for a purpose: tables of pictures, and the minutes of a meeting; opened, with the names of the files."""
    tables = [
        (f"/rounds/{round_id}/pictures/{code}.csv", "Download the table")
        for code in ("strip", "line", "habits", "allocation")
    ]
    said = []
    for path, words in [*tables, (f"/rounds/{round_id}/minutes/{day}", "Download the PDF")]:
        if reader.get(path, expect=None).status == 200 and words in reader.text:
            reader.fill(purpose="audit", words="For the file.").press(words)
            said += [words_of(reader.raw), str(reader.headers)]
    return "".join(said)


def paths_of(inside: Inside, made: Any) -> list[str]:
    """Every page, table and feed that could hold something of this application."""
    round_id = inside.read(made).round_id
    application, planned = f"/applications/{made}", f"/rounds/{round_id}"
    reviews = [f"/reviews/{review.id}{end}" for review in inside.all(Review) for end in ("", "/write", "/discussion")]
    names = ("", "/screening", "/reviewers", "/panel", "/decision", "/outcome", "/timeline", "/questions", "/as-reviewer", "/proposal")  # fmt: skip
    return [
        *(application + name for name in names),
        *(
            planned + name
            for name in (
                *("", "/dashboard", "/panel", "/panel?by=talk", "/panel/line", "/forms", "/scoring", "/allocation"),
                *("/calibration", "/exceptions", "/results", "/minutes", "/pictures"),
                *(f"/pictures/{code}" for code in ("strip", "spread", "line", "habits", "adjusted", "allocation")),
            )
        ),
        *reviews,
        "/reviews",
        "/what-needs-me",
        "/notices",
        "/search?q=MARKJUSTIFIED",
        *(
            f"/api/v1{end}"
            for end in (
                "/me",
                "/to-do",
                "/activities",
                f"/clusters/{inside.read(made).cluster_id}",
                f"/applications/{made}",
            )
        ),
        f"{application}/versions/1/copy.pdf",
        f"/clusters/{inside.read(made).cluster_id}",
        f"/clusters/{inside.read(made).cluster_id}/timeline",
    ]


def send_without_marks(cast: Cast, made: Any) -> None:
    """The second reviewer writes words of their own, which they may read."""
    review = desk.open_it(cast, made, "reviewer2")
    scores = {
        key: (score, words and "Plain words. The section “Plan” has more of them.")
        for key, (score, words) in desk.reading(review, 4).scores.items()
    }
    written = Reading(scores, "fund", "Fine.", "")
    perform(services.submit_review, review, by=cast.signed_in("reviewer2"), version=review.version, reading=written)


def test_the_visibility_table(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_figures(monkeypatch)
    made = inside.in_review(cast, clock, reviewers_each=2)
    inside.assign(cast, made, "reviewer3")
    third = inside.review_of(cast, made, "reviewer3")
    inside.do(lambda: perform(services.declare_conflict, queries.get_review(third.id), by=cast.signed_in("reviewer3"), reason=f"{TIE} my cousin."))  # fmt: skip
    inside.send(cast, made, "reviewer", 5)
    marks = {SCORE, NAME, NOTE, FIGURE, TIE, PANEL, HELD}

    def check(phase: str) -> None:
        paths = paths_of(inside, made)
        planned, day = inside.read(made).round_id, clock.now().date().isoformat()
        for key, phases in FOUND.items():
            said = look(reader_for, cast.people[key], paths)
            assert {mark for mark in marks if mark in said} == phases[phase], (key, phase)
            along = take_along(reader_for(cast.people[key]), planned, day)
            found = {mark for mark in marks if mark in along or "".join(mark.split()) in along}
            assert found <= phases[phase], (key, phase, "in what they take along")
            assert found >= ({PANEL, FIGURE} if key in TAKEN and phase == SITTING else set()), (
                key,
                phase,
                "nothing to take along",
            )

    check(READING)
    inside.do(lambda: send_without_marks(cast, made))
    inside.note(cast, made)
    inside.decide(cast, made)
    check(SITTING)

    def tie() -> None:
        for key in ("officer", "moderator", "manager"):
            session().add(SchoolMember(school_id=cast.school["vale"], person_id=cast.people[key].id, status=MemberStatus.MEMBER))  # fmt: skip

    inside.commit(tie)
    for key in ("officer", "moderator", "manager"):
        said = look(reader_for, cast.people[key], paths_of(inside, made), older=("/notices", "/what-needs-me"))
        assert {mark for mark in marks if mark in said} == set(), (key, "with a conflict: absent")


# what a role takes along: words of the pictures' tables and of the workbook's sheets, in each phase
TAKEN: dict[str, dict[str, set[str]]] = {
    "officer": {READING: {NAME}, SITTING: {NAME, SCORE, NOTE}},
    "moderator": {READING: {NAME, SCORE, NOTE}, SITTING: {NAME, SCORE, NOTE, HELD}},
    "manager": {READING: {NAME, SCORE, NOTE}, SITTING: {NAME, SCORE, NOTE, HELD}},
    "auditor": {READING: {NAME, SCORE, NOTE}, SITTING: {NAME, SCORE, NOTE, HELD}},
}


def sheets_for(cast: Cast, made: Any, key: str) -> str:
    """Every row of every sheet of the workbook that this person would get."""
    planned = get_round(desk.read(made).round_id)
    view = view_of(planned, cast.signed_in(key))
    ids = workbooks.applications_after(view, "", None)
    return "\n".join(str(row) for sheet in workbooks.SHEETS for row in workbooks.rows_of(sheet, view, ids))


def test_exports_carry_the_visibility_of_the_screen_and_feeds_carry_nothing(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock, reviewers_each=2)
    inside.send(cast, made, "reviewer", 5)
    marks = {SCORE, NAME, NOTE, PANEL, HELD}

    def check(phase: str) -> None:
        for key, phases in TAKEN.items():
            said = inside.do(lambda key=key: sheets_for(cast, made, key))
            assert {mark for mark in marks if mark in said} == phases[phase], (key, phase)

    check(READING)
    inside.do(lambda: send_without_marks(cast, made))
    inside.note(cast, made)
    inside.decide(cast, made)
    check(SITTING)
    round_id = inside.do(lambda: desk.read(made).round_id)
    for key in ("coordinator", "vale_head", "reviewer", "outsider"):
        reader = reader_for(cast.people[key])
        for path in (
            f"/rounds/{round_id}/pictures/strip",
            f"/rounds/{round_id}/pictures/strip?as=table",
            f"/rounds/{round_id}/workbook",
        ):
            assert reader.get(path, expect=None).status in (403, 404), (key, path)
    mails = " ".join(
        f"{mail.subject} {mail.text}" for mail in inside.all(OutboxMail) if mail.person_id != cast.people["reviewer"].id
    )
    notices = " ".join(one.title for one in inside.all(Notification))
    for mark in marks - {NAME}:
        assert mark not in mails
        assert mark not in notices
    for key in ("coordinator", "vale_head", "reviewer2"):
        feed = reader_for(cast.people[key]).get("/calendar", expect=None).raw.decode("utf-8", "replace")
        assert not [mark for mark in marks if mark in feed]
