"""Who may see what (the table of the design): planted marks, each role, while reviewers read and when the panel sits; pages, what is owed, notices."""

from collections.abc import Callable
from typing import Any

from portal.applying.reviews import services
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import Reading
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.schools.models import MemberStatus, SchoolMember
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
SCORE, NAME, NOTE, PANEL, HELD = desk.MARKS["justification"], "Rae Read", desk.MARKS["private"], desk.MARKS["panel"], desk.MARKS["reasons"]  # fmt: skip
READING, SITTING = "while reviewers read", "while the panel sits"
# what a role finds anywhere on its pages, in each phase; everything else is absent
FOUND: dict[str, dict[str, set[str]]] = {
    "coordinator": {READING: set(), SITTING: set()},
    "vale_head": {READING: set(), SITTING: set()},
    "abroad": {READING: set(), SITTING: set()},
    "reviewer2": {READING: set(), SITTING: set()},
    "outsider": {READING: set(), SITTING: set()},
    "admin": {READING: set(), SITTING: set()},
    "officer": {READING: {NAME}, SITTING: {NAME, SCORE, NOTE, PANEL}},
    "moderator": {READING: {NAME, SCORE, NOTE}, SITTING: {NAME, SCORE, NOTE, PANEL}},
    "manager": {READING: {NAME, SCORE, NOTE}, SITTING: {NAME, SCORE, NOTE, PANEL, HELD}},
}


def look(reader: Reader, paths: list[str]) -> str:
    """Everything that this person reads at these addresses, refusals too."""
    return "".join(reader.get(path, expect=None).raw.decode("utf-8", "replace") for path in paths)


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
            for name in ("", "/dashboard", "/panel", "/panel?by=talk", "/forms", "/scoring", "/allocation")
        ),
        *reviews,
        "/reviews",
        "/what-needs-me",
        "/notices",
        "/search?q=MARKJUSTIFIED",
        f"/clusters/{inside.read(made).cluster_id}",
        f"/clusters/{inside.read(made).cluster_id}/timeline",
    ]


def send_without_marks(cast: Cast, made: Any) -> None:
    """The second reviewer writes words of their own, which they may read."""
    review = desk.open_it(cast, made, "reviewer2")
    scores = {
        key: (score, words and "Plain words. More of them.")
        for key, (score, words) in desk.reading(review, 4).scores.items()
    }
    written = Reading(scores, "fund", "Fine.", "")
    perform(services.submit_review, review, by=cast.signed_in("reviewer2"), version=review.version, reading=written)


def test_the_visibility_table(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    made = inside.in_review(cast, clock, reviewers_each=2)
    inside.send(cast, made, "reviewer", 5)
    marks = {SCORE, NAME, NOTE, PANEL, HELD}

    def check(phase: str) -> None:
        paths = paths_of(inside, made)
        for key, phases in FOUND.items():
            said = look(reader_for(cast.people[key]), paths)
            assert {mark for mark in marks if mark in said} == phases[phase], (key, phase)

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
        said = look(reader_for(cast.people[key]), paths_of(inside, made))
        assert {mark for mark in marks if mark in said} == set(), (key, "with a conflict: absent")
