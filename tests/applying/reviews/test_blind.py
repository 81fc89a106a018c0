"""Blind rounds: who applies is in no text, title, mail, address or file name that a reviewer gets (rule 16); the discussion under pseudonyms; the panel."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import ApplicationVersion
from portal.applying.reviews import queries, services
from portal.applying.reviews.blind import blind_copy, called
from portal.applying.reviews.models import ModerationNote, ReviewStatus
from portal.applying.rules.models import ReviewRules
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
WHO = ("River schools", "Hill Primary", "Vale Primary", "Ford Special", "Tumaini", "Carys Okoro")


def turn_on(made: Any, **values: Any) -> None:
    """Rules of the round, as they were before it opened."""

    def deed(application: Any, *, by: Any) -> None:
        session().add(ReviewRules(round_id=application.round_id, **values))

    perform(deed, desk.read(made), by=SYSTEM)


SAID = (
    "HILL PRIMARY SCHOOL in Marlow walks up a hill. Hill and Tumaini meet; write to ann@hill.example or https://hill.example/a. "
    "Ann Lee leads, the Oaks help."
)
NEVER = [
    "River schools",
    "River  Schools",
    "Hill",
    "HILL",
    "Tumaini",
    "Marlow",
    "Ann Lee",
    "hill.example",
    "123456",
    "R-1",
    "Oaks",
    "x.example",
]


@pytest.mark.static
def test_the_copy_says_nothing_of_who_applies() -> None:
    facts = {
        "receipt_number": "R-1",
        "submitted_by": "Ann Lee",
        "application": "x",
        "cluster": {"id": "c", "name": "River schools", "rationale": "River  Schools share a river."},
        "schools": [
            {"id": "1", "name": "Hill Primary School", "side": "home", "country": "GB", "town": "Marlow", "number": "123456"},
            {"id": "2", "name": "Tumaini School", "side": "partner", "country": "KE", "town": "", "number": ""},
        ],
        "sections": [{"title": "Plan", "school": "1", "school_name": "Hill Primary School", "questions": [
            {"id": "q", "text": "What?", "answer": SAID,
             "file": {"id": "f", "name": "Hill plan.PDF", "sha256": "0"}},
            {"id": "p", "text": "Add your plan", "kind": "file", "answer": "hillprimary-plan.PDF",
             "file": {"id": "g", "name": "hillprimary-plan.PDF", "sha256": "0"}}]}],
        "evidence": [{"heading_title": "Support", "school_name": "Hill Primary School", "claim": "URN 123456", "link": "https://x.example", "file": None}],
        "statements": [{"organisation": "Marlow Council", "how_known": "Marlow Council knows them."}],
        "signatures": [{"signed_by": "Ann Lee"}],
    }  # fmt: skip
    made = blind_copy(facts, people=["Ann Lee"], words=["the Oaks"])
    everything = str(made)
    for name in NEVER:
        assert name not in everything, name
    answer = made["sections"][0]["questions"][0]["answer"]
    assert answer == (
        "School A in [place] walks up a hill. School A and Partner school B meet; write to [address] or [address] [name] leads, [taken out] help."
    )
    assert made["sections"][0]["questions"][0]["file"] == {"name": "A file (pdf)"}
    assert made["sections"][0]["questions"][1]["answer"] == "A file (pdf)"
    assert "hillprimary" not in everything
    assert facts["cluster"]["name"] == "River schools", "the sealed content itself is not touched"  # type: ignore[index]


def test_rule_16_a_reviewer_of_a_blind_round_never_reads_who_applies(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.closed(cast, clock)
    inside.do(lambda: turn_on(made, is_blind=True))
    people = (cast.coordinator.name, cast.vale_head.name, cast.abroad.name)

    def say_who() -> None:
        """The answers themselves name people of the schools, at home and abroad."""
        (version,) = session().scalars(sa.select(ApplicationVersion).where(ApplicationVersion.application_id == made))
        facts = copy.deepcopy(version.sealed_content)
        facts["sections"][0]["questions"][0]["answer"] = (
            f"We do this. {people[0]} and {people[1]} lead, with {people[2]}."
        )
        version.sealed_content = facts

    inside.commit(say_who)
    inside.screen(cast, made)
    inside.assign(cast, made)
    title = inside.do(lambda: called(made))
    reader = reader_for(cast.reviewer)
    reader.get("/reviews").sees(title).follow(title).sees("without knowing who applies")
    pages = [reader.raw.decode()]
    reader.fill(stated=True).press("Open the application").sees("We do this.", "School A")
    reader.sees("[name] and [name] lead, with [name].")
    pages.append(reader.raw.decode())
    review = inside.review_of(cast, made, "reviewer")
    own = f"/reviews/{review.id}"
    paths = (
        "/what-needs-me",
        "/notices",
        "/reviews",
        f"{own}/conflict",
        f"{own}/decline",
        f"/report/review/{review.id}",
    )
    pages += [reader.get(path).raw.decode() for path in paths]
    told = [m.subject + m.text + (m.html or "") for m in inside.all(OutboxMail) if m.person_id == cast.reviewer.id]
    told += [n.title + n.path for n in inside.all(Notification) if n.person_id == cast.reviewer.id]
    told += [d.title for d in inside.all(Duty) if d.person_id == cast.reviewer.id]
    assert told
    for text in [*pages, *told]:
        for name in (*WHO, *people, str(cast.river)):
            assert name not in text, name
    officer = reader_for(cast.officer).get(f"/applications/{made}/reviewers").follow("See the application as reviewers")
    officer.sees(title, "School A", "We share a river").fill(words="share a river").press("Save and look again")
    officer.sees("[taken out]")
    reader.get(f"/reviews/{review.id}/write").does_not_see("share a river").sees("[taken out]")


def test_the_discussion_is_open_to_its_reviewers_alone_under_pseudonyms(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.closed(cast, clock)
    inside.do(lambda: turn_on(made, has_discussion=True))
    inside.screen(cast, made)
    inside.assign(cast, made)
    inside.send(cast, made, "reviewer", 5)
    review = inside.review_of(cast, made, "reviewer")
    reader, path = reader_for(cast.reviewer), f"/reviews/{review.id}/discussion"
    assert reader.get(path).path.endswith("/write"), "not before all are in"
    with pytest.raises(NotAllowedNow):
        inside.do(lambda: perform(services.say, desk.review_of(cast, made, "reviewer"), by=cast.signed_in("reviewer"), words="Early."))  # fmt: skip
    inside.send(cast, made, "reviewer2", 2, "do_not_fund")
    reader.get(f"/reviews/{review.id}/write").follow("Read what the other reviewers found")
    reader.sees("Reviewer A", "Reviewer B", "(you)", "40", "100", "Mean: 70").does_not_see(
        "Ravi Read", desk.MARKS["private"]
    )
    reader.fill(words="MARKSAID the cover is thin").press("Say it").sees("MARKSAID")
    reader_for(cast.people["reviewer3"]).get(path, expect=404)
    for key in ("coordinator", "head"):
        reader_for(cast.people[key]).get(path, expect=404)
    moderator = reader_for(cast.moderator).get(f"/applications/{made}/panel").sees("MARKSAID", "Rae Read")
    moderator.follow("Talk with the reviewers").fill(words="MARKCHAIR look again").press("Say it")
    reader.get(path).sees("MARKCHAIR", "The panel’s chair").does_not_see("Mo ")


def test_rule_18_a_moderated_score_stands_beside_the_reviews(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 3)
    before = [(r.total, sorted(s.score or 0 for s in queries.scores_of(r).values())) for r in queries.list_reviews(desk.read(made))]  # fmt: skip
    desk.note(cast, made, moderated_score=72, present="The four of us.")
    desk.note(cast, made, moderated_score=75)
    notes = queries.list_notes(desk.read(made))
    assert [(n.moderated_score, n.present) for n in notes] == [(72, "The four of us."), (75, "")]
    assert {n.author_id for n in notes} == {cast.moderator.id}
    after = [(r.total, sorted(s.score or 0 for s in queries.scores_of(r).values())) for r in queries.list_reviews(desk.read(made))]  # fmt: skip
    assert after == before


def test_16_the_chair_begins_early_with_a_reason(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    moderator = cast.signed_in("moderator")
    with pytest.raises(NotAllowedNow, match="No review is in"):
        perform(services.begin_panel, desk.read(made), by=moderator, reason="Time.")
    desk.send(cast, made, "reviewer", 4)
    desk.open_it(cast, made, "reviewer2")
    with pytest.raises(RuleBroken, match="Say why"):
        perform(services.begin_panel, desk.read(made), by=moderator, reason="")
    perform(services.begin_panel, desk.read(made), by=moderator, reason="MARKEARLY the reader is ill.")
    states = {r.reviewer_id: r.status for r in queries.list_reviews(desk.read(made))}
    assert states == {cast.reviewer.id: ReviewStatus.LOCKED, cast.people["reviewer2"].id: ReviewStatus.EXPIRED}
    assert desk.read(made).stage == "moderation"
    assert session().scalars(sa.select(ModerationNote.words)).all() == ["MARKEARLY the reader is ill."]
    for key in ("officer", "manager", "reviewer", "coordinator"):
        assert not allows(cast.signed_in(key), Action.PANEL_BEGIN, desk.read(made)), key


def test_rule_14_independent_until_all_are_in(inside: Inside, cast: Cast, clock: Any, reader_for: Readers) -> None:
    """No page of a reviewer holds another's review, the aggregate, or an order that comes from it."""
    made = inside.closed(cast, clock)
    inside.do(lambda: turn_on(made, has_discussion=True))
    inside.screen(cast, made)
    inside.assign(cast, made)
    inside.send(cast, made, "reviewer", 5)
    inside.open_it(cast, made, "reviewer2")
    review = inside.review_of(cast, made, "reviewer2")
    other = reader_for(cast.people["reviewer2"])
    own = f"/reviews/{review.id}"
    for path in ("/reviews", own, f"{own}/write", f"{own}/discussion", "/what-needs-me", "/notices"):
        other.get(path, expect=None)
        other.does_not_see(desk.MARKS["justification"], desk.MARKS["review_feedback"], "Rae Read")
        assert "100" not in other.text  # the total; in the page's source it may stand in a key
    round_id = inside.read(made).round_id
    for path in (f"/rounds/{round_id}/panel", f"/rounds/{round_id}/allocation", f"/applications/{made}/panel"):
        assert other.get(path, expect=None).status in (403, 404), path


def test_a_reviewer_reads_tables_totals_and_files_as_such(app: Flask) -> None:
    questions = [
        {"text": "What does it cost?", "kind": "budget", "answer": "Bus | 2 days | 300\nPaint | - | 20", "currency": "GBP", "total": "320"},
        {"text": "Add your plan", "kind": "file", "answer": "plan.pdf", "file": {"name": "plan.pdf"}},
        {"text": "Why?", "answer": ""},
    ]  # fmt: skip
    with app.test_request_context():
        macro: Any = app.jinja_env.get_template("reviews/text.html").module
        made = str(macro.application({"sections": [{"title": "Plan", "questions": questions}]}))
    assert made.count("<tr ") == 4
    assert "<strong>GBP 320</strong>" in made
    assert "Not answered." in made
    assert (made.count("plan.pdf"), "href" in made) == (1, False)


def test_rule_16_the_chair_of_the_panel_learns_who_applies_when_the_reviews_are_closed(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.in_review(cast, clock)
    inside.do(lambda: turn_on(made, is_blind=True))
    round_id = inside.do(lambda: desk.read(made).round_id)
    receipt = inside.do(lambda: desk.read(made).receipt_number)
    name = inside.do(lambda: called(made))
    inside.send(cast, made, "reviewer", 4)
    chair = reader_for(cast.people["moderator"])
    pages = (
        f"/rounds/{round_id}/panel",
        f"/rounds/{round_id}/dashboard?stage=in_review",
        *(f"/rounds/{round_id}/dashboard?q={words}" for words in ("river", "vale", "tumaini", receipt)),
        f"/rounds/{round_id}/exceptions",
        f"/rounds/{round_id}/panel/line",
        f"/rounds/{round_id}/pictures",
        *(f"/rounds/{round_id}/pictures/{picture}" for picture in ("strip", "allocation", "line", "flow", "ledger")),
        f"/applications/{made}/panel",
        f"/applications/{made}/panel/begin",
    )
    for page in pages:
        chair.get(page, expect=None)
        assert chair.status in (200, 404), page
        chair.does_not_see(*WHO)
    chair.get(f"/rounds/{round_id}/panel").sees(name)
    chair.get(f"/applications/{made}/panel").sees(name, "Give this review back")
    for page in (f"/applications/{made}", f"/applications/{made}/questions", f"/applications/{made}/timeline"):
        chair.get(page, expect=404)
    reader_for(cast.people["officer"]).get(f"/rounds/{round_id}/panel").sees("River schools")
    reader_for(cast.people["manager"]).get(f"/applications/{made}/panel").sees("River schools")
    for words in ("river", receipt):
        chair.get(f"/rounds/{round_id}/dashboard?q={words}").sees("No application found")
        reader_for(cast.people["officer"]).get(f"/rounds/{round_id}/dashboard?q={words}").sees("River schools")
    inside.send(cast, made, "reviewer2", 3)
    chair.get(f"/applications/{made}/panel").sees("River schools")
    chair.get(f"/rounds/{round_id}/dashboard?q=river").sees("River schools")
    chair.get(f"/applications/{made}")


def test_a_round_that_is_not_blind_hides_nothing_from_the_chair(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.in_review(cast, clock)
    chair = reader_for(cast.people["moderator"]).get(f"/applications/{made}/panel").sees("River schools")
    chair.get(f"/applications/{made}").sees("River schools")
