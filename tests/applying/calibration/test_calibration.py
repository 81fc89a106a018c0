"""Samples that the reviewers of a round score before they read: each on their own, then beside the agreed scores; and that none of it reaches a result."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.queries import standing_version
from portal.applying.calibration import queries, services
from portal.applying.calibration.models import CalibrationReading, CalibrationSample, SampleStatus
from portal.applying.calibration.workflow import SAMPLES
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.models import Review
from portal.applying.rules.models import ReviewRules
from portal.applying.rules.queries import list_criteria
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, NotFound, RuleBroken, SomeoneWasFaster, Stale
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import RoleGrant
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows, can_see
from portal.policy.people import Role
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
WORDS = "Two schools plan a choir.\n\nA teacher of each leads it."


def planned(round_id: uuid.UUID) -> Round:
    session().commit()
    session().expire_all()
    return session().get_one(Round, round_id)


def sample(sample_id: uuid.UUID) -> CalibrationSample:
    session().commit()
    session().expire_all()
    return queries.get_sample(sample_id)


def written(cast: Cast, round_id: uuid.UUID, *, opens: bool = True) -> uuid.UUID:
    """A sample in words of the programme, with the reviewers."""
    officer = cast.signed_in("officer")
    made = perform(services.write_sample, planned(round_id), by=officer, title="A choir", words=WORDS)
    if opens:
        perform(services.open_sample, sample(made.id), by=officer)
    return made.id


def scores(round_id: uuid.UUID, *given: int | None) -> dict[uuid.UUID, tuple[int | None, str]]:
    criteria = [one for one in list_criteria(round_id) if not one.optional_plus]
    return {one.id: (given[place % len(given)], "MARKWHY it names two dates.") for place, one in enumerate(criteria)}


def give(cast: Cast, key: uuid.UUID, person: str, *given: int | None, sends: bool = True, version: int = 0) -> Any:
    held = sample(key)
    words = {"version": version, "scores": scores(held.round_id, *given), "sends": sends}
    return perform(services.score_sample, held, by=cast.signed_in(person), **words)


def test_each_on_their_own_then_beside_the_agreed_scores(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    officer, moderator = cast.signed_in("officer"), cast.signed_in("moderator")
    key = written(cast, round_id, opens=False)
    assert not allows(cast.signed_in("reviewer"), Action.SAMPLE_SCORE, sample(key)), "not before it is given to them"
    assert perform(services.open_sample, sample(key), by=officer) == 3
    with pytest.raises(NotAllowedNow, match="Only a reviewer"):
        perform(services.score_sample, sample(key), by=SYSTEM, version=0, scores={}, sends=False)
    assert planned(round_id).criteria_frozen_at is not None, "the criteria stay as they are from now on"
    assert {one.person_id for one in duty.open_duties(DutyKind.CALIBRATE, key)} == {
        cast.people[name].id for name in ("reviewer", "reviewer2", "reviewer3")
    }
    assert perform(services.ask_the_rest, sample(key), by=officer) == 0, "nobody is asked twice"
    told = sa.select(OutboxMail.person_id).where(OutboxMail.subject.like("%sample for practice%"))
    assert cast.reviewer.id in session().scalars(told).all()

    with pytest.raises(NotAllowedNow, match="No reviewer has scored"):
        perform(services.agree_scores, sample(key), by=moderator, scores=scores(round_id, 3))
    with pytest.raises(RuleBroken, match="Give a score for"):
        give(cast, key, "reviewer", 4, None)
    give(cast, key, "reviewer", 4, None, sends=False)
    assert queries.given_for(sample(key)) == {}, "a draft is in no figure"
    with pytest.raises(Stale):
        give(cast, key, "reviewer", 4)
    give(cast, key, "reviewer", 4, 2, version=1)
    with pytest.raises(NotAllowedNow, match="have sent"):
        give(cast, key, "reviewer", 5, version=2)
    assert duty.open_duties(DutyKind.AGREE_SCORES, key)[0].role == "moderator"
    give(cast, key, "reviewer2", 1, 3)
    first, second = [one for one in list_criteria(round_id) if not one.optional_plus][:2]
    given = queries.given_for(sample(key))
    assert (given[first.id].counts, given[first.id].spread, given[first.id].mean) == ((0, 1, 0, 0, 1, 0), 3, 2.5)
    assert given[second.id].values == [2, 3]
    assert queries.count_missing(round_id) == 1
    assert [row.name for row in queries.page_of_missing(round_id)] == [cast.people["reviewer3"].name]

    perform(services.agree_scores, sample(key), by=moderator, scores=scores(round_id, 3))
    assert {one.score for one in queries.agreed_of(sample(key)).values()} == {3}
    assert (sample(key).status, sample(key).agreed_by_id) == (SampleStatus.AGREED, moderator.id)
    assert duty.open_duties(DutyKind.AGREE_SCORES, key) == []
    notices = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "agreed_scores_shown"))
    assert set(notices) == {cast.people["reviewer"].id, cast.people["reviewer2"].id}
    with pytest.raises((NotAllowedNow, SomeoneWasFaster)):
        perform(services.agree_scores, sample(key), by=moderator, scores=scores(round_id, 5))
    give(cast, key, "reviewer3", 3)
    assert queries.count_missing(round_id) == 0, "who comes late can still score it"
    with pytest.raises((NotAllowedNow, SomeoneWasFaster)):
        perform(services.end_sample, sample(key), by=officer)


def test_a_round_may_ask_for_it_before_anyone_is_asked_to_read(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    round_id = desk.read(made).round_id

    def deed(*, by: Any) -> None:
        session().add(ReviewRules(round_id=round_id, needs_calibration=True))

    perform(deed, by=SYSTEM)
    with pytest.raises(RuleBroken, match="Give them a sample first"):
        desk.assign(cast, made)
    ended = written(cast, round_id)
    key = written(cast, round_id)
    perform(services.end_sample, sample(ended), by=cast.signed_in("officer"))
    assert duty.open_duties(DutyKind.CALIBRATE, ended) == []
    give(cast, key, "reviewer", 4)
    with pytest.raises(RuleBroken, match=cast.people["reviewer2"].name):
        desk.assign(cast, made)
    give(cast, key, "reviewer2", 3)
    desk.assign(cast, made)
    assert desk.read(made).stage == Stage.IN_REVIEW


def test_none_of_it_reaches_a_result(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.at_the_panel(cast, clock, 4, 4)
    before = reviews.kept_standing(desk.read(made))
    figures = {name: getattr(before, name) for name in ("mean", "counted", "spread", "gap", "whole", "tie_first")}
    count = session().scalar(sa.select(sa.func.count()).select_from(Review))
    key = written(cast, desk.read(made).round_id)
    for person in ("reviewer", "reviewer2", "reviewer3"):
        give(cast, key, person, 0)

    from portal.applying.reviews.services import standings

    def again(application: Application, *, by: Any) -> None:
        standings.recompute(application)

    perform(again, desk.read(made), by=SYSTEM)
    after = reviews.kept_standing(desk.read(made))
    assert {name: getattr(after, name) for name in figures} == figures
    assert session().scalar(sa.select(sa.func.count()).select_from(Review)) == count


def test_an_earlier_application_without_names_and_not_for_those_with_a_tie(
    database: Any, cast: Cast, clock: Any
) -> None:
    earlier = desk.released(cast, clock)
    first = session().get_one(Round, desk.read(earlier).round_id)

    def deed(*, by: Any) -> uuid.UUID:
        other = Round(programme_id=first.programme_id, name="Next", status=first.status, opens_at=first.opens_at,
                      closes_at=first.closes_at)  # fmt: skip
        session().add(other)
        session().flush()
        from portal.applying.programmes.services import fill_with_defaults

        fill_with_defaults(other)
        session().add(SchoolMember(school_id=cast.school["vale"], person_id=cast.people["reviewer3"].id,
                                   status=MemberStatus.MEMBER))  # fmt: skip
        return other.id

    round_id = perform(deed, by=SYSTEM)
    officer = cast.signed_in("officer")
    version = standing_version(desk.read(earlier))
    assert [one.version_id for one in queries.page_of_earlier(planned(round_id), officer)] == [version.id]
    assert list(queries.page_of_earlier(first, officer)) == [], "not of the same round"
    with pytest.raises(RuleBroken, match="Choose an application"):
        perform(services.take_earlier, planned(round_id), by=officer, version_id=uuid.uuid4())
    words = {"version_id": version.id, "kept_from": {cast.river}}
    with pytest.raises(RuleBroken, match="Choose an application"):
        perform(services.take_earlier, planned(round_id), by=officer, **words)
    made = perform(services.take_earlier, planned(round_id), by=officer, version_id=version.id)
    with pytest.raises((SomeoneWasFaster, RuleBroken), match="already"):
        perform(services.take_earlier, planned(round_id), by=officer, version_id=version.id)
    text = queries.text_of(sample(made.id))
    assert text is not None
    said = str(text)
    for name in ("River schools", "Hill Primary", "Vale Primary", "Carys Okoro"):
        assert name not in said
    assert "We do this." in said
    perform(services.edit_sample, sample(made.id), by=officer, read_version=1, title="S", hidden="We do this")
    assert "We do this" not in str(queries.text_of(sample(made.id)))
    assert perform(services.open_sample, sample(made.id), by=officer) == 2
    tied = cast.signed_in("reviewer3")
    assert not can_see(tied, Action.SAMPLE_SCORE, sample(made.id))
    assert queries.list_for_reader(tied) == []
    assert queries.count_missing(round_id, among=[tied.id]) == 0, "nobody waits for them"
    assert queries.list_samples(round_id, kept_from=[cast.river]) == []
    with pytest.raises(NotAllowedNow):
        perform(services.edit_sample, sample(made.id), by=officer, read_version=2, title="Other")


def test_moves_are_refused_where_the_table_has_none(database: Any, cast: Cast, clock: Any) -> None:
    for status in SampleStatus:
        held = CalibrationSample(status=status)
        allowed = {command for command in SAMPLES.commands if SAMPLES.allows(held, command)}
        assert (
            allowed
            == {
                SampleStatus.DRAFT: {"open", "end"},
                SampleStatus.OPEN: {"agree", "end"},
                SampleStatus.AGREED: set(),
                SampleStatus.ENDED: set(),
            }[status]
        )
    with pytest.raises(NotFound):
        queries.get_sample(uuid.uuid4())


def test_the_pages(inside: Inside, cast: Cast, reader_for: Readers, clock: Any) -> None:
    round_id = inside.do(support.make_round)
    officer, one, two, chair = (
        reader_for(cast.people["officer"]),
        reader_for(cast.people["reviewer"]),
        reader_for(cast.people["reviewer2"]),
        reader_for(cast.people["moderator"]),
    )
    officer.get(f"/rounds/{round_id}/dashboard").follow("Samples for reviewers").sees("No sample yet", "None.")
    officer.follow("Write a sample").fill(words="Kept words").press("Save the sample", expect=422).sees("Kept words")
    officer.fill(title="A choir", words=WORDS).press("Save the sample").sees("A teacher of each leads it.")
    key = inside.all(CalibrationSample)[0].id
    one.get(f"/reviews/samples/{key}", expect=404)
    officer.press("Give it to all reviewers").sees("Reviewers who were asked: 3.", "3 reviewers.")
    keys = inside.do(lambda: [c.id.hex for c in list_criteria(round_id) if not c.optional_plus])
    one.get("/reviews").follow("A choir")
    one.fill(**{f"words_{k}": "MARKMINE typed" for k in keys}).press("Send my scores", expect=422)
    one.sees("MARKMINE typed", "Give a score for")
    one.fill(**{f"score_{k}": "4" for k in keys}).press("Send my scores").sees("You gave 4 of 5.")
    two.get(f"/reviews/samples/{key}").fill(
        **{f"score_{k}": "3" for k in keys}, **{f"words_{k}": "MARKTWO" for k in keys}
    )
    two.press("Send my scores")
    one.get(f"/reviews/samples/{key}").does_not_see("MARKTWO")
    one.get(f"/samples/{key}", expect=404)
    officer.get(f"/samples/{key}").sees("MARKTWO", "MARKMINE typed", "1 gave 3, 1 gave 4")
    officer.get(f"/samples/{key}/agree", expect=403)
    chair.get(f"/samples/{key}").follow("Write the agreed scores")
    chair.fill(**{f"score_{k}": "2" for k in keys}, **{f"words_{k}": "MARKPANEL no dates" for k in keys})
    chair.press("Show the agreed scores to the reviewers").sees("MARKPANEL no dates")
    one.get(f"/reviews/samples/{key}").sees("The panel agreed on 2 of 5.", "2 steps apart.", "MARKPANEL no dates")
    one.does_not_see("MARKTWO")
    reader_for(cast.people["teacher"]).get(f"/samples/{key}", expect=404)
    reader_for(cast.people["auditor"]).get(f"/samples/{key}").sees("MARKTWO")
    assert len(inside.all(CalibrationReading)) == 2


def test_who_also_reviews_scores_first_and_what_was_taken_out_is_shown_to_nobody(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    round_id = inside.do(support.make_round)
    key = inside.do(lambda: written(cast, round_id))
    inside.do(lambda: give(cast, key, "reviewer", 4))
    both = cast.people["reviewer2"].id

    def chairs(*, by: Any) -> None:
        session().add(RoleGrant(person_id=both, role=Role.MODERATOR, granted_by_id=cast.admin.id))

    inside.do(lambda: perform(chairs, by=SYSTEM))
    chair = reader_for(cast.people["reviewer2"])
    chair.get(f"/samples/{key}").sees("Score the sample on your own first").does_not_see("MARKWHY", "1 gave 4")
    chair.get(f"/samples/{key}/agree").does_not_see("1 gave 4")
    inside.do(lambda: give(cast, key, "reviewer2", 3))
    chair.get(f"/samples/{key}").sees("MARKWHY", "1 gave 3, 1 gave 4")
    inside.do(lambda: perform(services.end_sample, sample(key), by=cast.signed_in("officer")))
    reader_for(cast.people["auditor"]).get(f"/samples/{key}").sees("shown to nobody").does_not_see(
        "MARKWHY", "1 gave 3"
    )


def test_the_list_of_samples_takes_the_same_number_of_statements(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    round_id = inside.do(support.make_round)
    officer, counts = reader_for(cast.people["officer"]), []
    for _turn in range(3):
        inside.do(lambda: written(cast, round_id))
        officer.get(f"/rounds/{round_id}/calibration")
        counts.append(len(officer.statements))
        key = inside.all(CalibrationSample)[-1].id
        inside.do(lambda key=key: give(cast, key, "reviewer", 4))
    assert len(set(counts)) == 1, counts
