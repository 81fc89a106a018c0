"""What the design says of a review in one sentence each, where no other file proves it: a quote or a section for every score, what is said of a review that
stays with an earlier version, the flags on both pages of the panel, one more reader near the line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.applying.clarifications import jobs as clarification_jobs
from portal.applying.reviews import queries, services
from portal.applying.reviews.models import ReviewStatus
from portal.applying.reviews.pointing import points_into
from portal.applying.reviews.queries import standings
from portal.applying.reviews.services import Reading
from portal.core import clock as clocks
from portal.core import duty
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from tests.applying import desk
from tests.applying.clarifications import test_clarifications as asking
from tests.applying.desk import Inside
from tests.oversight.minutes.test_minutes import text_of
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
SECTIONS = ["Plan", "Why we belong together"]


@pytest.mark.static
@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("It is well planned. I liked it.", False),
        ("It isn't planned. They don't say when.", False),
        ("The plan has dates. All of them.", True),
        ("Under why we\n belong  together they say so. Good.", True),
        ("It is planned. They say “in May”.", True),
        ('It is planned. They say "in May".', True),
        ("C’est prévu. Ils disent « en mai ».", True),
        ("An empty quote “”. Two sentences.", False),
    ],
)
def test_a_quote_or_the_name_of_a_section(words: str, points: bool) -> None:
    assert points_into(words, SECTIONS) is points


def test_each_score_needs_two_sentences_that_point_into_the_application(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    review = desk.open_it(cast, made, "reviewer")
    whole, key = desk.reading(review), desk.criteria(made)[0].id
    for words, said in (
        ("", "Say why"),
        ("The plan is clear", "two sentences"),
        ("It is clear. I liked it.", "a quote from the application"),
    ):
        bad = Reading({**whole.scores, key: (4, words)}, "fund", "f")
        with pytest.raises(RuleBroken, match=said):
            perform(services.submit_review, review, by=cast.signed_in("reviewer"), version=review.version, reading=bad)
    good = Reading({**whole.scores, key: (4, "It is clear. They say “we do this”.")}, "fund", "f")
    perform(services.submit_review, review, by=cast.signed_in("reviewer"), version=review.version, reading=good)
    assert desk.review_of(cast, made, "reviewer").status == ReviewStatus.SUBMITTED


def test_a_review_that_was_not_confirmed_stays_with_its_version_and_says_so(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    review = inside.send(cast, made, "reviewer", 3)
    inside.do(lambda: asking.send(cast, asking.ask(cast, made)))
    panel, own = f"/applications/{made}/panel", f"/reviews/{review.id}/write"
    reader_for(cast.moderator).get(panel).sees(
        "Written on version 1. Whether it stands for version 2 too is to be confirmed."
    )
    clock.hold(clock.now() + timedelta(days=8))
    assert inside.do(clarification_jobs.close_clarifications) == 1
    chair, reader = reader_for(cast.moderator), reader_for(cast.reviewer)
    for page in (chair.get(panel), reader.get(own)):
        page.sees("Written on version 1, and not confirmed for version 2, which stands now.")
    inside.send(cast, made, "reviewer2", 3)
    assert inside.read(made).stage == "moderation"
    chair.get(panel).sees("not confirmed for version 2")
    assert chair.text.count("Written on version") == 1, "the second was written on version 2"


def test_a_conflict_found_when_asked_to_confirm_takes_the_review_out_and_is_shown_struck_through(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.in_review(cast, clock)
    review = inside.send(cast, made, "reviewer", 3)
    inside.do(lambda: asking.send(cast, asking.ask(cast, made)))
    reader = reader_for(cast.reviewer).get(f"/reviews/{review.id}/write").follow("I found a conflict of interest")
    reader.fill(cause="tie_close", reason="MARKTIE my cousin.").press("Declare a conflict of interest")
    after = inside.review_of(cast, made, "reviewer")
    assert (after.status, after.total, after.cause) == (ReviewStatus.CONFLICTED, 60.0, "tie_close")
    kept = inside.do(lambda: queries.kept_standing(desk.read(made)))
    assert (kept.counted, kept.mean) == (0, None)
    assert not inside.do(lambda: duty.open_duties(DutyKind.CONFIRM_REVIEW, review.id))
    chair = reader_for(cast.moderator).get(f"/applications/{made}/panel").sees("Someone close to me does: MARKTIE")
    assert [one.get_text() for one in chair.page.find_all("s")][:2] == ["Rae Read", "60"]
    for key in ("reviewer2", "coordinator"):
        reader_for(cast.people[key]).get(f"/applications/{made}/panel", expect=None).does_not_see("MARKTIE")


def test_flags_of_both_kinds_stand_on_both_pages(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Amber, also where the totals of an application spread more than the applications of the round do (Giraudeau and others)."""
    made = inside.at_the_panel(cast, clock, 4, 3)
    round_id = inside.read(made).round_id
    chair = reader_for(cast.moderator)
    chair.get(f"/rounds/{round_id}/panel").sees("70, good", "Near the line").does_not_see("Reviewers differ")
    chair.get(f"/applications/{made}/panel").sees("Flag None", "Worked out")
    assert len(chair.statements) <= 18
    for module in (standings, queries):
        monkeypatch.setattr(module, "spread_and_line", lambda *_given: (5.0, None))
    chair.get(f"/rounds/{round_id}/panel").sees("Reviewers differ a little", "Near the line")
    chair.get(f"/applications/{made}/panel").sees("The totals differ more here than the applications of the round do")


def test_near_the_line_one_more_reader_is_asked_and_nothing_is_final_until_the_review_is_in(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.at_the_panel(cast, clock, 4, 3)
    round_id = inside.read(made).round_id
    chair = reader_for(cast.moderator).get(f"/applications/{made}/panel").follow("Ask for one more reader")
    chair.fill(reason=" ").press("Ask for one more reader", expect=422).sees("Say why one more reader is asked.")
    chair.fill(reason="MARKMORE near the bar.").press("Ask for one more reader").sees("Provisional: 2 of 3", "MARKMORE")
    chair.get(f"/rounds/{round_id}/panel").sees("Provisional: 2 of 3").does_not_see("Near the line ")
    owed = inside.do(lambda: [len(duty.open_duties(kind, made)) for kind in (DutyKind.ALLOCATE_APPLICATION, DutyKind.MODERATE)])  # fmt: skip
    assert owed == [1, 0]
    reader_for(cast.officer).get(f"/applications/{made}/panel").sees("The scores are shown when")
    inside.assign(cast, made, "reviewer3")
    third = inside.review_of(cast, made, "reviewer3")
    shown = reader_for(cast.reviewer3).get(f"/reviews/{third.id}").does_not_see("MARKMORE", "Rae Read").text
    assert "80" not in shown.split()
    before = [r.status for r in inside.do(lambda: queries.list_reviews(desk.read(made)))]
    assert before == [ReviewStatus.LOCKED, ReviewStatus.LOCKED, ReviewStatus.ASSIGNED]
    inside.send(cast, made, "reviewer3", 2)
    kept = inside.do(lambda: queries.kept_standing(desk.read(made)))
    assert (inside.read(made).stage, kept.counted, kept.mean) == ("moderation", 3, 60.0)
    chair.get(f"/applications/{made}/panel").sees("3 of 3").does_not_see("Ask for one more reader")
    with pytest.raises(NotAllowedNow, match="nobody read beyond"):
        inside.do(lambda: perform(services.read_once_more, desk.read(made), by=cast.signed_in("moderator"), reason="Again."))  # fmt: skip
    reader_for(cast.people["coordinator"]).get(f"/applications/{made}/panel/one-more", expect=403)


def test_where_a_review_was_taken_out_at_the_panel_one_more_reader_can_be_asked(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.at_the_panel(cast, clock, 5, 5)
    chair = reader_for(cast.manager).get(f"/applications/{made}/panel").does_not_see("Ask for one more reader")
    taken = inside.review_of(cast, made, "reviewer2")
    inside.do(lambda: perform(services.void_review, queries.get_review(taken.id), by=cast.signed_in("manager"), reason="A mistake."))  # fmt: skip
    chair.get(f"/applications/{made}/panel").sees("why it decides with 1 of 2").follow("Ask for one more reader")
    chair.fill(reason="One was taken out.").press("Ask for one more reader").sees("Provisional: 1 of 2")
    inside.assign(cast, made, "reviewer3")
    inside.send(cast, made, "reviewer3", 5)
    assert inside.read(made).stage == "moderation"
    chair.get(f"/applications/{made}/panel").sees("2 of 2").does_not_see("Ask for one more reader")


def test_a_later_note_stands_in_place_of_an_earlier_one_and_both_are_kept(
    inside: Inside, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    made = inside.at_the_panel(cast, clock)
    path = f"/applications/{made}/panel"
    chair = reader_for(cast.moderator).get(path).follow("Write the note of the panel")
    chair.does_not_see("in place of an earlier note").fill(words="MARKYES", recommendation="fund").press(
        "Save the note"
    )
    first = inside.do(lambda: queries.list_notes(desk.read(made)))[0].id
    chair.follow("Write the note of the panel").fill(
        words="MARKNO", recommendation="do_not_fund", in_place_of=str(first)
    )
    chair.press("Save the note").sees("MARKYES", "MARKNO", "stands in place of this one")
    assert [s.get_text() for s in chair.page.select("s")] == ["MARKYES", "Recommends: Approve"]
    manager = reader_for(cast.manager).get(f"/applications/{made}/decision").sees("stands in place of this one")
    assert manager.page.select("s")[0].get_text() == "MARKYES"
    day = clocks.today().isoformat()
    round_id = inside.read(made).round_id
    manager.get(f"/rounds/{round_id}/minutes/{day}").fill(purpose="audit", words="For the file.").press(
        "Download the PDF"
    )
    assert "stands in its place" in text_of(manager.raw)
    with pytest.raises(RuleBroken, match="still stands"):
        inside.do(lambda: desk.note(cast, made, in_place_of=first))


def test_far_from_the_line_nobody_reads_more(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 5, 5)
    with pytest.raises(NotAllowedNow, match="near the line"):
        perform(services.read_once_more, desk.read(made), by=cast.signed_in("moderator"), reason="Once more.")
