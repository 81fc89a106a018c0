"""Proposing, agreeing, confirming, changing, delivering, inheriting."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.models import School, SchoolStatus
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus
from tests.support.calendar import activity, confirmed, do_activity, owed, what, when

CONFIRM, DELIVER, SECOND = DutyKind.CONFIRM_ACTIVITY, DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_DELIVERY


@pytest.fixture(autouse=True)
def _in_the_app(database):
    """Services run in an application context."""


def load(cast, made):
    return queries.get_activity(cast.river, made)


def kinds(made):
    found = session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.subject_id == made).order_by(AuditEntry.id))
    return list(found.all())


def told(cast):
    people = {someone.id: key for key, someone in cast.people.items()}
    rows = session().execute(sa.select(Notification.person_id, Notification.kind).order_by(Notification.id))
    return [(people[row.person_id], row.kind) for row in rows]


def test_a_proposal_waits_for_the_partner_and_owes_the_delivery(cast):
    made = activity(cast, understudy_id=cast.vale_teacher.id)

    found = load(cast, made)
    assert (found.status, found.sequence, found.zone) == (ActivityStatus.PROPOSED, 0, "Europe/London")
    assert found.starts_at == datetime(2027, 3, 9, 10, 0, tzinfo=UTC)
    assert owed(cast, CONFIRM, made) == {("tumaini", None, True)}
    assert owed(cast, DELIVER, made) == {("hill", "teacher", True)}
    assert kinds(made) == ["activity_proposed"]
    assert told(cast) == [("abroad", "activity_proposed"), ("vale_teacher", "activity_proposed")]


def test_the_partner_agrees_then_the_owner_confirms(cast):
    made = activity(cast)
    do_activity(cast, services.agree_activity, made, "abroad_teacher")
    assert (load(cast, made).status, owed(cast, CONFIRM, made)) == ("agreed", {("hill", "teacher", True)})

    do_activity(cast, services.confirm_activity, made, "teacher")
    assert (load(cast, made).status, owed(cast, CONFIRM, made)) == ("confirmed", set())
    assert kinds(made) == ["activity_proposed", "activity_agreed", "activity_confirmed"]


def test_without_a_partner_it_is_agreed_at_once(cast):
    made = activity(cast, partner=None)
    assert (load(cast, made).status, owed(cast, CONFIRM, made)) == ("agreed", {("hill", "teacher", True)})


def test_a_partner_that_proposes_has_agreed(cast):
    made = activity(cast, by="abroad_teacher")
    assert (load(cast, made).status, owed(cast, CONFIRM, made)) == ("agreed", {("hill", None, True)})
    assert told(cast) == [("coordinator", "activity_proposed")]


def test_a_second_yes_is_refused(cast):
    made = activity(cast)
    do_activity(cast, services.agree_activity, made, "abroad_teacher")
    with pytest.raises(NotAllowedNow):
        do_activity(cast, services.agree_activity, made, "abroad_teacher")
    do_activity(cast, services.confirm_activity, made, "teacher")
    with pytest.raises(NotAllowedNow):
        do_activity(cast, services.confirm_activity, made, "teacher")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("on", {"when": when(on=date(2027, 3, 1))}),
        ("ends", {"when": when(starts="10:00", ends="10:00")}),
        ("ends", {"when": when(starts="23:30", ends="00:30")}),
        ("starts", {"when": when(on=date(2027, 3, 28), starts="01:30", ends="03:00")}),
        ("ends", {"when": when(on=date(2027, 3, 28), starts="00:30", ends="01:30")}),
        ("zone", {"when": when(zone="Europe/Nowhere")}),
        ("owner", {"owner": "brook"}),
        ("partner", {"partner": "brook"}),
        ("partner", {"partner": "hill"}),
    ],
)
def test_what_cannot_be_proposed(cast, field, more):
    with pytest.raises(RuleBroken) as refused:
        activity(cast, **more)
    assert refused.value.field == field


def test_teacher_and_back_up_are_checked(cast):
    for field, more in (
        ("teacher", {"teacher_id": cast.vale_teacher.id}),
        ("understudy", {"understudy_id": cast.outsider.id}),
        ("understudy", {"understudy_id": cast.teacher.id}),
    ):
        with pytest.raises(RuleBroken) as refused:
            activity(cast, **more)
        assert refused.value.field == field


def test_a_time_that_comes_twice_means_the_first(cast):
    made = activity(cast, when=when(on=date(2027, 10, 31), starts="01:30", ends="02:30"))
    assert load(cast, made).starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_live_activities_wait_for_verification_and_letters_do_not(cast):
    live, letters = activity(cast, partner=None), activity(cast, partner=None, kind=ActivityKind.EXCHANGE)

    def doubt(school, *, by):
        school.status = SchoolStatus.CONFIRMED_BY_HEAD

    perform(doubt, session().get(School, cast.school["hill"]), by=cast.signed_in("admin"))
    with pytest.raises(RuleBroken, match="not verified"):
        do_activity(cast, services.confirm_activity, live, "teacher")
    do_activity(cast, services.confirm_activity, letters, "teacher")
    assert (load(cast, live).status, load(cast, letters).status) == ("agreed", "confirmed")


def change(cast, made, by="teacher", version=None, planned=None, **texts):
    found = load(cast, made)
    words = what(**{"title": found.title, "teacher_id": found.teacher_id, **texts})
    read = found.version if version is None else version
    do_activity(cast, services.change_activity, made, by, what=words, when=planned or when(), version=read)


def test_a_move_keeps_the_state_and_asks_both_sides_again(cast):
    made = confirmed(cast)
    before = load(cast, made).sequence
    change(cast, made, planned=when(on=date(2027, 3, 11)))

    found = load(cast, made)
    assert (found.status, found.sequence) == ("confirmed", before + 1)
    assert owed(cast, CONFIRM, made) == {("tumaini", None, True), ("hill", "teacher", True)}
    assert kinds(made)[-1] == "activity_moved"
    do_activity(cast, services.agree_activity, made, "abroad_teacher")
    do_activity(cast, services.confirm_activity, made, "teacher")
    assert (owed(cast, CONFIRM, made), load(cast, made).status) == (set(), "confirmed")


def test_a_change_of_plan_is_not_for_calendars(cast):
    made = confirmed(cast)
    before = load(cast, made)
    sequence, version = before.sequence, before.version
    change(cast, made, plan="Bring drums")
    found = load(cast, made)
    assert (found.sequence, found.version, found.plan) == (sequence, version + 1, "Bring drums")
    assert owed(cast, CONFIRM, made) == set()


def test_an_old_form_is_shown_both_texts(cast):
    made = activity(cast)
    change(cast, made, plan="Mine")
    with pytest.raises(Stale) as stale:
        change(cast, made, version=1, plan="Theirs")
    assert stale.value.current["plan"] == "Mine"
    assert load(cast, made).plan == "Mine"


def test_a_colleague_takes_over_what_is_owed(cast):
    made = activity(cast)
    do_activity(cast, services.change_teacher, made, "teacher", teacher_id=cast.coordinator.id)
    assert load(cast, made).teacher_id == cast.coordinator.id
    assert owed(cast, DELIVER, made) == {("hill", "coordinator", True)}
    with pytest.raises(RuleBroken):
        do_activity(cast, services.change_teacher, made, "teacher", teacher_id=cast.vale_teacher.id)


def test_delivered_needs_both_sides(cast, clock):
    made = confirmed(cast)
    with pytest.raises(RuleBroken, match="not begun"):
        do_activity(cast, services.deliver_activity, made, "teacher", for_owner=True, school_id=cast.school["hill"])
    clock.hold(datetime(2027, 3, 9, 12, 0, tzinfo=UTC))
    words = {"for_owner": True, "school_id": cast.school["hill"], "pupil_count": 28, "words": "They sang."}
    do_activity(cast, services.deliver_activity, made, "teacher", **words)
    found = load(cast, made)
    assert (found.status, found.pupil_count, found.delivered_words) == ("delivered_by_one", 28, "They sang.")
    assert (owed(cast, DELIVER, made), owed(cast, SECOND, made)) == (set(), {("tumaini", None, True)})

    with pytest.raises(NotAllowedNow):
        do_activity(cast, services.deliver_activity, made, "teacher", **words)
    do_activity(
        cast,
        services.deliver_activity,
        made,
        "abroad_teacher",
        for_owner=False,
        school_id=cast.school["tumaini"],
        words="We sang back.",
        pupil_count=30,
    )
    found = load(cast, made)
    assert (found.status, found.delivered_words) == ("delivered", "They sang.\n\nWe sang back.")
    assert (found.owner_pupils, found.partner_pupils, found.pupil_count) == (28, 30, 58)
    assert owed(cast, SECOND, made) == set()


def test_a_number_of_both_sides_from_before_is_never_made_smaller(cast, clock):
    made = confirmed(cast)
    clock.hold(datetime(2027, 3, 9, 12, 0, tzinfo=UTC))
    words = {"for_owner": False, "school_id": cast.school["tumaini"], "pupil_count": 30}
    session().execute(sa.update(Activity).where(Activity.id == made).values(pupil_count=58))
    session().commit()
    do_activity(cast, services.deliver_activity, made, "abroad_teacher", **words)
    assert [getattr(load(cast, made), name) for name in ("pupil_count", "partner_pupils")] == [58, 30]


def test_without_a_partner_one_word_is_enough(cast, clock):
    made = activity(cast, partner=None)
    clock.hold(datetime(2027, 3, 9, 12, 0, tzinfo=UTC))
    do_activity(cast, services.deliver_activity, made, "teacher", for_owner=True, school_id=cast.school["hill"])
    assert (load(cast, made).status, owed(cast, CONFIRM, made)) == ("delivered", set())


def test_seven_days_of_silence_are_a_yes(cast, clock):
    made = confirmed(cast)
    said_at = datetime(2027, 3, 9, 12, 0, tzinfo=UTC)
    clock.hold(said_at)
    do_activity(cast, services.deliver_activity, made, "teacher", for_owner=True, school_id=cast.school["hill"])

    clock.hold(said_at + timedelta(days=7) - timedelta(seconds=1))
    services.let_deliveries_stand()
    assert load(cast, made).status == "delivered_by_one"
    session().commit()
    clock.hold(said_at + timedelta(days=7))
    services.let_deliveries_stand()
    assert (load(cast, made).status, owed(cast, SECOND, made)) == ("delivered", set())
    assert kinds(made)[-1] == "delivery_let_stand"


def test_a_cancelled_activity_stays_and_owes_nothing(cast):
    made = confirmed(cast)
    before = load(cast, made).sequence
    do_activity(cast, services.cancel_activity, made, "coordinator", reason="Flooded road")
    found = load(cast, made)
    assert (found.status, found.cancel_reason, found.sequence) == ("cancelled", "Flooded road", before + 1)
    assert owed(cast, CONFIRM, made) | owed(cast, DELIVER, made) == set()


def test_missed_is_said_after_the_time(cast, clock):
    made = confirmed(cast)
    with pytest.raises(RuleBroken):
        do_activity(cast, services.miss_activity, made, "teacher")
    clock.hold(datetime(2027, 3, 9, 12, 0, tzinfo=UTC))
    do_activity(cast, services.miss_activity, made, "teacher")
    assert (load(cast, made).status, owed(cast, DELIVER, made)) == ("missed", set())


def test_a_replacement_inherits_the_calendar(cast, clock):
    mine, partners = confirmed(cast), activity(cast, by="vale_teacher", owner="vale", partner="tumaini")
    past = activity(cast, when=when(on=date(2027, 3, 3)))
    clock.hold(datetime(2027, 3, 4, 12, 0, tzinfo=UTC))
    before = load(cast, mine).sequence

    def inherit(old, new):
        return perform(
            services.inherit_activities,
            get_cluster(cast.river),
            by=cast.signed_in("coordinator"),
            old_school_id=cast.school[old],
            new_school_id=cast.school[new],
        )

    inherit("hill", "ford")
    found = load(cast, mine)
    assert (found.owner_school_id, found.teacher_id) == (cast.school["ford"], None)
    assert (found.inherited_from_school_id, found.sequence) == (cast.school["hill"], before + 1)
    assert owed(cast, DELIVER, mine) == {("ford", None, True)}
    assert load(cast, past).owner_school_id == cast.school["hill"]

    inherit("tumaini", "brook")
    assert load(cast, partners).partner_school_id == cast.school["brook"]
    assert owed(cast, CONFIRM, partners) == {("brook", None, True)}
    assert ("ford_contact", "activities_inherited") in told(cast)


def test_at_risk_three_days_before(cast, clock):
    made = activity(cast)
    found = load(cast, made)
    starts = found.starts_at
    assert not found.is_at_risk(starts - timedelta(days=3, seconds=1))
    assert found.is_at_risk(starts - timedelta(days=3))
    assert not found.is_at_risk(starts)
    found.status = ActivityStatus.CONFIRMED
    assert not found.is_at_risk(starts - timedelta(days=1))
    session().rollback()
