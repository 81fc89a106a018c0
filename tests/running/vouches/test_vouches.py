"""Vouching: who may, what it opens, who is told, and taking it back."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, School, SchoolFunction, SchoolStatus, VerificationLevel
from portal.identity.verification import queries as verification
from portal.identity.verification import services as verifying
from portal.identity.verification.models import SchoolFlag, Vouch
from portal.oversight.notifications import recipients
from portal.running.activities.queries.feeds import calendars_open_to
from portal.running.partnerships.queries import get_network
from portal.running.vouches import queries, services
from tests.running.vouches.conftest import places
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

HOW = "We visited the school in 2025."


def give(reader: Reader, cast: Cast, school_id: uuid.UUID, expect: int = 303, **more: str) -> Reader:
    return reader.post(f"/clusters/{cast.river}/vouches/{school_id}", {"how_known": HOW, **more}, expect=expect)


def test_it_is_stored_with_name_date_and_words(
    reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, read: Any, mails: Any, clock: Any
) -> None:
    reader = reader_for(cast.vale_contact).get(f"/clusters/{cast.river}").follow("Vouch for Quiet Lane School")
    assert reader.press("Vouch for this school", expect=422).errors() == ["Write how you know the school."]
    reader.fill(how_known=HOW).press("Vouch for this school").sees("Quiet Lane School shares the board from now on.")
    reader.sees("Vera Singh, Vale Primary School vouched on Tuesday 2 March 2027.")
    vouch = read(sa.select(Vouch))
    assert (vouch.voucher_id, vouch.voucher_name, vouch.voucher_school_id, vouch.how_known, vouch.given_on) == (
        cast.vale_contact.id,
        "Vera Singh",
        cast.school["vale"],
        HOW,
        clock.now().date(),
    )
    assert read(sa.select(School.verification_level).where(School.id == quiet)) == VerificationLevel.VOUCHED
    assert "vouched for Quiet Lane School" in mails("notice", cast.waiting.email)[-1].subject
    reader_for(cast.manager).get("/verification").sees("1 vouch")
    reader_for(cast.manager).get(f"/verification/{quiet}").sees(HOW, "Vera Singh, Vale Primary School")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("vale_contact", 303),
        ("vale_head", 303),
        ("abroad", 303),
        ("coordinator", 303),
        ("vale_teacher", 403),
        ("abroad_teacher", 403),
        ("waiting", 403),
        ("outsider", 404),
        ("nobody", 404),
        ("manager", 404),
        ("admin", 404),
        ("authority", 404),
    ],
)
def test_who_may(reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, who: str, status: int) -> None:
    give(reader_for(getattr(cast, who)), cast, quiet, expect=status)


def test_a_contact_of_a_school_that_waits_itself_may_not(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, quiet: uuid.UUID
) -> None:
    waits = sa.update(School).where(School.id == cast.school["vale"]).values(status=SchoolStatus.CONFIRMED_BY_HEAD)
    commit(app, lambda: session().execute(waits))
    give(reader_for(cast.vale_contact), cast, quiet, expect=403)


@pytest.mark.parametrize("key", ["hill", "brook"])
def test_only_for_schools_of_the_network_that_wait(
    reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, key: str
) -> None:
    give(reader_for(cast.vale_contact), cast, cast.school[key], expect=404)


def test_one_school_vouches_once(reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, read: Any) -> None:
    give(reader_for(cast.vale_contact), cast, quiet)
    reader = give(reader_for(cast.vale_head), cast, quiet, expect=422)
    assert reader.errors() == ["Your school has vouched for this school already."]
    give(reader_for(cast.coordinator), cast, quiet)
    assert read(sa.select(sa.func.count()).select_from(Vouch)) == 2
    shown = reader.get(f"/clusters/{cast.river}")
    assert "Vouch for Quiet Lane School" not in shown.text
    reader_for(cast.ford_contact).get(f"/clusters/{cast.river}").sees("Vouch for Quiet Lane School")


def test_who_speaks_for_two_schools_chooses(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, quiet: uuid.UUID, read: Any
) -> None:
    from portal.identity.schools.models import MemberStatus, SchoolMember

    def second() -> None:
        school, person = cast.school["ford"], cast.vale_contact.id
        session().add(SchoolMember(school_id=school, person_id=person, status=MemberStatus.MEMBER))
        session().add(SchoolFunction(school_id=school, person_id=person, function=Function.CONTACT))

    commit(app, second)
    reader = reader_for(cast.vale_contact)
    assert give(reader, cast, quiet, expect=422).errors() == ["Choose the school for which you vouch."]
    give(reader, cast, quiet, expect=422, voucher_school=str(cast.school["hill"]))
    give(reader, cast, quiet, voucher_school=str(cast.school["ford"]))
    assert read(sa.select(Vouch.voucher_school_id)) == cast.school["ford"]


# what it opens


def test_it_opens_the_partner_clusters_board_at_once_and_closes_it_again(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, twin: uuid.UUID, read: Any
) -> None:
    quiet, board = cast.school["quiet"], f"/clusters/{cast.river}/board"
    reader = reader_for(cast.waiting)
    reader.get(board, expect=404)
    reader.get(f"/clusters/{cast.river}/calendar", expect=404)
    assert places(app, cast, "waiting") == {twin}
    assert places(app, cast, "outsider") == {twin, cast.river}, "a verified school of the partner cluster shares it"
    with app.app_context():
        assert "Quiet Lane School" not in [s.name for s in get_network(cast.river).schools]
        assert cast.waiting.id not in recipients.people_of_cluster(cast.river)
        assert cast.river not in set(session().scalars(calendars_open_to(cast.waiting.id)))

    give(reader_for(cast.vale_contact), cast, quiet)
    reader.get(board).sees("Board")
    reader.get(f"/clusters/{cast.river}/calendar", expect=200)
    assert places(app, cast, "waiting") == {twin, cast.river}
    with app.app_context():
        assert "Quiet Lane School" in [s.name for s in get_network(cast.river).schools]
        assert cast.waiting.id in recipients.people_of_cluster(cast.river)
        assert set(session().scalars(calendars_open_to(cast.waiting.id))) == {twin, cast.river}

    vouch = read(sa.select(Vouch.id))
    reader_for(cast.vale_contact).post(
        f"/schools/{quiet}/vouches/{vouch}/take-back", {"reason": "A mistake"}, expect=303
    )
    reader.get(board, expect=404)
    assert places(app, cast, "waiting") == {twin}
    with app.app_context():
        assert "Quiet Lane School" not in [s.name for s in get_network(cast.river).schools]
        assert cast.river not in set(session().scalars(calendars_open_to(cast.waiting.id)))


def test_a_vouch_in_one_cluster_opens_no_other(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, twin: uuid.UUID
) -> None:
    from portal.forming.clusters.models import Cluster

    def elsewhere() -> None:
        other = Cluster(name="Other", theme="X", started_by_school_id=cast.school["hill"])
        session().add(other)
        session().flush()
        session().add(
            Vouch(school_id=cast.school["quiet"], cluster_id=other.id, voucher_school_id=cast.school["hill"],
                  voucher_name="C", how_known="Met", given_on=other.created_at.date())
        )  # fmt: skip

    commit(app, elsewhere)
    reader_for(cast.waiting).get(f"/clusters/{cast.river}/board", expect=404)


def test_once_verified_no_vouch_is_needed(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, twin: uuid.UUID
) -> None:
    done = sa.update(School).where(School.id == cast.school["quiet"]).values(status=SchoolStatus.VERIFIED)
    commit(app, lambda: session().execute(done))
    reader_for(cast.waiting).get(f"/clusters/{cast.river}/board", expect=200)


def test_a_school_invited_by_name_uses_board_and_calendar_at_once_without_a_vouch(
    reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID
) -> None:
    reader_for(cast.waiting).get(f"/clusters/{cast.river}/board", expect=200)
    reader_for(cast.waiting).get(f"/clusters/{cast.river}/calendar", expect=200)


# the programme still looks


def test_staff_look_within_five_working_days_even_before_the_head_has_answered(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, quiet: uuid.UUID, read: Any, clock: Any
) -> None:
    def proposed() -> None:
        session().execute(sa.update(Duty).where(Duty.subject_id == quiet).values(closed_at=clock.now(), open_key=None))
        session().execute(
            sa.update(School).where(School.id == quiet).values(status=SchoolStatus.PROPOSED, head_confirmed_at=None)
        )

    commit(app, proposed)
    give(reader_for(cast.vale_contact), cast, quiet)
    owed = read(sa.select(Duty).where(Duty.kind == DutyKind.VERIFY_SCHOOL, Duty.closed_at.is_(None)))
    assert owed.due_at == clock.now() + timedelta(days=7)
    reader = reader_for(cast.manager).get("/verification").sees("waits for the head")
    reader.follow("Quiet Lane School").sees("A vouch has opened a cluster’s board to this school.")
    assert reader.press("The vouch is all right", expect=422).errors() == ["Write down what you looked at."]
    reader.fill(note="Telephoned Vera Singh.").press("The vouch is all right").sees("comes back when its head")
    reader.does_not_see("Quiet Lane School waits")
    assert read(sa.select(Duty.outcome).where(Duty.id == owed.id)) == "vouch_looked_at"
    reader.get(f"/verification/{quiet}").sees("Telephoned Vera Singh.", "The head has not answered yet.")
    reader.post(f"/verification/{quiet}/vouch-looked-at", {"note": "again"}, expect=422)
    evidence = {"level": "vouched", "register_evidence": "x", "person_evidence": "y"}
    reader.post(f"/verification/{quiet}", evidence, expect=422)


# taking it back


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("vale_contact", 303),
        ("vale_head", 303),
        ("manager", 303),
        ("admin", 303),
        ("coordinator", 403),
        ("vale_teacher", 403),
        ("waiting", 403),
        ("outsider", 404),
        ("officer", 404),
    ],
)
def test_who_takes_it_back(
    reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, read: Any, who: str, status: int
) -> None:
    give(reader_for(cast.vale_contact), cast, quiet)
    path = f"/schools/{quiet}/vouches/{read(sa.select(Vouch.id))}/take-back"
    reader_for(getattr(cast, who)).post(path, {"reason": "We met somebody else."}, expect=status)
    assert (read(sa.select(Vouch.withdrawn_at)) is not None) is (status == 303)


def test_taking_back_keeps_the_row_tells_and_lowers_the_level(
    reader_for: Callable[..., Reader], cast: Cast, quiet: uuid.UUID, read: Any, mails: Any
) -> None:
    reader = give(reader_for(cast.vale_contact), cast, quiet)
    reader.get(f"/clusters/{cast.river}").follow("Take it back")
    assert reader.press("Take the vouch back", expect=422).errors() == ["Write the reason. The programme reads it."]
    reader.fill(reason="It was another school.").press("Take the vouch back").sees("The vouch is taken back.")
    vouch = read(sa.select(Vouch))
    assert (vouch.withdrawal_reason, vouch.withdrawn_by_id) == ("It was another school.", cast.vale_contact.id)
    assert read(sa.select(School.verification_level).where(School.id == quiet)) == VerificationLevel.NONE
    assert "was taken back" in mails("notice", cast.waiting.email)[-1].subject
    assert "It was another school." not in mails("notice", cast.waiting.email)[-1].text
    reader_for(cast.waiting).get(f"/schools/{quiet}/verification").does_not_see("It was another school.")
    reader_for(cast.manager).get(f"/verification/{quiet}").sees("taken back", "It was another school.")
    give(reader, cast, quiet)


def test_a_school_verified_on_a_vouch_alone_is_looked_at_again(
    act: Callable[..., Any], app: Flask, cast: Cast, quiet: uuid.UUID, read: Any
) -> None:
    waiting = lambda: queries.get_waiting_school(cast.river, quiet)  # noqa: E731
    for who in ("vale_contact", "coordinator"):
        act(who, services.vouch, waiting, how_known=HOW)
    words = {"level": VerificationLevel.VOUCHED, "register_evidence": "Vouched.", "person_evidence": "Telephoned."}
    act("manager", verifying.verify_school, lambda: schools.get_school(quiet), **words)
    with app.app_context():
        first, second = session().scalars(sa.select(Vouch.id).order_by(Vouch.id))
    act("vale_contact", verifying.take_back_vouch, lambda: verification.get_vouch(quiet, first), reason="x")
    assert read(sa.select(Duty.id).where(Duty.kind == DutyKind.RECHECK_SCHOOL)) is None, "another one still stands"
    act("coordinator", verifying.take_back_vouch, lambda: verification.get_vouch(quiet, second), reason="x")
    assert read(sa.select(Duty.closed_at).where(Duty.kind == DutyKind.RECHECK_SCHOOL)) is None
    assert read(sa.select(SchoolFlag.kind)) == "vouch_withdrawn"
    assert read(sa.select(School.status).where(School.id == quiet)) == SchoolStatus.VERIFIED
    with pytest.raises(NotAllowedNow):
        act("coordinator", verifying.take_back_vouch, lambda: verification.get_vouch(quiet, second), reason="x")
    with pytest.raises(NotAllowedNow):
        act("manager", verifying.write_down_vouch, lambda: schools.get_school(quiet), name="A", organisation="B",
            given_on=read(sa.select(Vouch.given_on)), how_known="C")  # fmt: skip


# an adviser outside


def test_an_advisers_vouch_is_written_down_and_opens_no_board(
    reader_for: Callable[..., Reader], cast: Cast, twin: uuid.UUID, read: Any, clock: Any
) -> None:
    quiet = cast.school["quiet"]
    reader = reader_for(cast.manager).get(f"/verification/{quiet}").follow("Write down what an adviser said")
    tomorrow = clock.now().date() + timedelta(days=1)
    reader.fill(name="Adviser Amari", organisation="District office", how_known="Inspects it.", given_on=tomorrow)
    assert reader.press("Write the vouch down", expect=422).errors() == ["Choose today or an earlier day."]
    reader.fill(given_on=clock.now().date()).press("Write the vouch down").sees("The vouch is written down.")
    reader.sees("Adviser Amari, District office", "Inspects it.", "Written down by the programme.")
    vouch = read(sa.select(Vouch))
    assert (vouch.cluster_id, vouch.voucher_id, vouch.written_down_by_id) == (None, None, cast.manager.id)
    reader_for(cast.waiting).get(f"/clusters/{cast.river}/board", expect=404)
    reader_for(cast.officer).get(f"/verification/{quiet}/vouches/new", expect=404)


# rules that hold without the page


def test_the_service_holds_without_the_page(act: Callable[..., Any], cast: Cast, quiet: uuid.UUID) -> None:
    words = {"cluster_id": cast.river, "voucher_school_id": cast.school["vale"], "how_known": HOW}
    load = lambda: schools.get_school(quiet)  # noqa: E731
    with pytest.raises(RuleBroken, match="Only a contact or the head"):
        act("vale_teacher", verifying.give_vouch, load, **words)
    with pytest.raises(RuleBroken, match="Only a contact or the head"):
        act("coordinator", verifying.give_vouch, load, **words)
    with pytest.raises(RuleBroken, match="once it is verified"):
        act("waiting", verifying.give_vouch, load, **{**words, "voucher_school_id": quiet})
    with pytest.raises(NotAllowedNow):
        act("vale_contact", verifying.give_vouch, lambda: schools.get_school(cast.school["hill"]), **words)
    act("vale_contact", verifying.give_vouch, load, **words)
    with pytest.raises(SomeoneWasFaster):
        act("vale_contact", verifying.give_vouch, load, **words)


def test_the_clusters_home_costs_the_same_for_many(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, clock: Any
) -> None:
    reader, counts = reader_for(cast.vale_contact), []
    for wanted in (1, 3, 30):

        def add(wanted: int = wanted) -> None:
            for number in range(wanted):
                school = School(name=f"Waits {wanted} {number}", status=SchoolStatus.CONFIRMED_BY_HEAD)
                session().add(school)
                session().flush()
                session().add(
                    ClusterMembership(cluster_id=cast.river, school_id=school.id, status=MembershipStatus.JOINED)
                )
                session().add(Vouch(school_id=school.id, cluster_id=cast.river, voucher_school_id=cast.school["ford"],
                                    voucher_name="F", how_known="Met", given_on=clock.now().date()))  # fmt: skip

        commit(app, add)
        reader.get(f"/clusters/{cast.river}")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
