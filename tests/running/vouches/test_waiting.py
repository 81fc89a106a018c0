"""What a waiting school may do, deed by deed, against the one list: nothing more, nothing less; and all of it once it is verified."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import checks
from portal.applying.applications import queries as applications
from portal.applying.applications import services as applying
from portal.core.database import session
from portal.core.errors import Refusal, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters import queries as clusters
from portal.forming.clusters import services as forming
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus
from portal.forming.evidence.models import EvidenceHeading
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, School, SchoolFunction, SchoolStatus, VerificationLevel
from portal.identity.verification import services as verifying
from portal.identity.verification.waiting import WAITING, Deed, check, may
from portal.policy import Action, allows
from portal.running.activities import queries as activities
from portal.running.activities import services as planning
from portal.running.partnerships import queries as partnerships
from portal.running.partnerships import services as partnering
from portal.running.partnerships.models import PartnershipShape
from portal.running.vouches import queries as vouches
from tests.applying import support
from tests.running.vouches.conftest import places
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


class World:
    """A waiting school with a contact who also signs; everything it tries goes through the doors that people use."""

    def __init__(self, app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
        self.app, self.cast, self.reader_for = app, cast, reader_for
        self.quiet = cast.school["quiet"]

    @property
    def me(self) -> Any:
        return self.cast.signed_in("waiting")

    def reader(self) -> Reader:
        return self.reader_for(self.cast.waiting)

    def own_cluster(self) -> Cluster:
        made = perform(forming.start_cluster, by=self.me, school_id=self.quiet, name="Ours", theme="Bread")
        return clusters.get_cluster(made.id)

    def be_invited(self, status: MembershipStatus = MembershipStatus.INVITED) -> None:
        membership = ClusterMembership(cluster_id=self.cast.river, school_id=self.quiet, status=status)
        commit(self.app, lambda: session().add(membership))


def starts_a_cluster(world: World) -> bool:
    return world.own_cluster().id is not None


def invites_by_name(world: World) -> bool:
    made = world.own_cluster()
    perform(forming.invite_school, made, by=world.me, school_id=world.cast.school["brook"])
    return True


def joins(world: World) -> bool:
    world.be_invited()
    river = clusters.get_cluster(world.cast.river)
    membership = next(m for m in river.memberships if m.school_id == world.quiet)
    session().commit()
    path = f"/clusters/{world.cast.river}/invitations/{membership.id}"
    world.reader().get(path).press("Join")
    session().expire_all()
    return session().get_one(ClusterMembership, membership.id).status == MembershipStatus.JOINED


def uses_the_board(world: World) -> bool:
    world.be_invited()
    reader = world.reader().get(f"/clusters/{world.cast.river}/board/threads/new", expect=None)
    if reader.status != 200:
        return False
    reader.fill(title="Hello", text="We are new here.").press("Put it on the board")
    return "We are new here." in reader.text


def uses_the_calendar(world: World) -> bool:
    world.be_invited()
    return world.reader().get(f"/clusters/{world.cast.river}/calendar", expect=None).status == 200


def plans_an_activity(world: World) -> bool:
    world.be_invited(MembershipStatus.JOINED)
    made = calendar.activity(world.cast, by="waiting", owner="quiet", partner="vale")
    return activities.get_activity(world.cast.river, made) is not None


def gathers_evidence(world: World) -> bool:
    world.be_invited(MembershipStatus.JOINED)
    heading = session().scalars(sa.select(EvidenceHeading).order_by(EvidenceHeading.position)).first()
    assert heading is not None
    session().commit()
    reader = world.reader().get(f"/clusters/{world.cast.river}/evidence/new")
    reader.fill(heading=heading.id, claim="We bake bread", text="Each week.").press("Add to the evidence")
    return "We bake bread" in reader.text


def _application(world: World) -> uuid.UUID:
    world.be_invited(MembershipStatus.JOINED)
    made = support.start(world.cast, support.make_round())
    support.write_all(world.cast, made)
    return made


def writes_an_application(world: World) -> bool:
    made = _application(world)
    return allows(world.me, Action.APPLICATION_WRITE, support.application(made))


def signs(world: World) -> bool:
    made = _application(world)
    support.ask(world.cast, made)
    digest = applications.get_sign_off(made, world.quiet).digest
    perform(applying.sign, support.application(made), by=world.me, school_id=world.quiet, digest=digest)
    return True


def is_listed(world: World) -> bool:
    found = world.reader_for(world.cast.nobody).get("/schools?q=quiet")
    every = world.reader_for(world.cast.nobody).get("/schools")
    return "Quiet Lane School" in found.text and "Quiet Lane School" in every.text


def writes_to_strangers(world: World) -> bool:
    """A letter with an invitation, looking strangers up by a part of their name, asking an unknown cluster: all or nothing."""
    made = world.own_cluster()
    wrote = []
    try:
        perform(forming.invite_school, made, by=world.me, school_id=world.cast.school["brook"], message="Hello!")
        wrote.append(True)
    except RuleBroken:
        wrote.append(False)
    session().commit()
    page = world.reader().get(f"/clusters/{made.id}/invitations/new?words=Vale")
    wrote.append(
        "Vale Primary School" in page.text and page.page.find("textarea", attrs={"name": "message"}) is not None
    )
    wrote.append(_asks_a_cluster(world, made.id))
    assert len(set(wrote)) == 1, wrote
    return wrote[0]


def _asks_a_cluster(world: World, cluster_id: uuid.UUID) -> bool:
    made = perform(
        partnering.open_partnership,
        clusters.get_cluster(cluster_id),
        by=world.me,
        name="Two",
        shape=PartnershipShape.MIRRORED,
    )
    asked = partnerships.get_partnership(cluster_id, made.id)
    try:
        perform(partnering.ask_partner_cluster, asked, by=world.me, partner_cluster_id=world.cast.river)
    except RuleBroken:
        return False
    return True


def confirms_a_live_activity(world: World) -> bool:
    world.be_invited(MembershipStatus.JOINED)
    made = calendar.activity(
        world.cast, by="waiting", owner="quiet", partner="vale", when=calendar.when(date(2027, 3, 9))
    )
    calendar.do_activity(world.cast, planning.agree_activity, made, "vale_teacher")
    try:
        calendar.do_activity(world.cast, planning.confirm_activity, made, "waiting")
    except RuleBroken:
        return False
    return True


def submits(world: World) -> bool:
    made = _application(world)
    support.ask(world.cast, made)
    support.sign(world.cast, made, "hill", "vale", "ford")
    digest = applications.get_sign_off(made, world.quiet).digest
    perform(applying.sign, support.application(made), by=world.me, school_id=world.quiet, digest=digest)
    lacks = checks.lacks_of_verification(support.application(made).cluster)
    try:
        support.submit(world.cast, made)
    except Refusal as refusal:
        return "waiting to be verified" not in str(refusal)
    return not lacks


def shares_a_partner_clusters_board(world: World) -> bool:
    from portal.running.partnerships.models import Partnership, PartnershipStatus

    made = world.own_cluster()
    session().commit()
    partnership = Partnership(
        cluster_id=world.cast.river, name="Two", shape=PartnershipShape.MIRRORED, status=PartnershipStatus.ACTIVE,
        partner_cluster_id=made.id,
    )  # fmt: skip
    commit(world.app, lambda: session().add(partnership))
    return world.cast.river in places(world.app, world.cast, "waiting")


def vouches_for_another(world: World) -> bool:
    world.be_invited(MembershipStatus.JOINED)

    def other() -> uuid.UUID:
        made = School(name="Another one", status=SchoolStatus.CONFIRMED_BY_HEAD)
        session().add(made)
        session().flush()
        session().add(ClusterMembership(cluster_id=world.cast.river, school_id=made.id, status=MembershipStatus.JOINED))
        return made.id

    other_id = commit(world.app, other)
    return allows(world.me, Action.VOUCH_GIVE, vouches.get_waiting_school(world.cast.river, other_id))


TRIES: dict[Deed, Callable[[World], bool]] = {
    Deed.START_CLUSTER: starts_a_cluster,
    Deed.INVITE_BY_NAME: invites_by_name,
    Deed.JOIN_WHERE_INVITED: joins,
    Deed.USE_BOARD: uses_the_board,
    Deed.USE_CALENDAR: uses_the_calendar,
    Deed.PLAN_ACTIVITY: plans_an_activity,
    Deed.GATHER_EVIDENCE: gathers_evidence,
    Deed.WRITE_APPLICATION: writes_an_application,
    Deed.SIGN_APPLICATION: signs,
    Deed.BE_LISTED: is_listed,
    Deed.WRITE_TO_STRANGERS: writes_to_strangers,
    Deed.CONFIRM_LIVE_ACTIVITY: confirms_a_live_activity,
    Deed.SUBMIT_APPLICATION: submits,
    Deed.SHARE_PARTNER_CLUSTERS_BOARD: shares_a_partner_clusters_board,
    Deed.VOUCH: vouches_for_another,
}


@pytest.fixture
def world(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> World:
    def prepare() -> None:
        school = session().get_one(School, cast.school["quiet"])
        school_services.ask_for_verification(school)
        session().add(SchoolFunction(school_id=school.id, person_id=cast.waiting.id, function=Function.SIGNATORY))
        for key in ("hill", "vale", "ford", "brook"):
            school_services.make_findable(session().get_one(School, cast.school[key]))
        session().execute(sa.update(Cluster).where(Cluster.id == cast.river).values(status=ClusterStatus.ACTIVE))

    commit(app, prepare)
    return World(app, cast, reader_for)


def test_every_deed_is_tried() -> None:
    assert set(TRIES) == set(Deed) == set(WAITING)


@pytest.mark.parametrize("deed", Deed)
def test_a_waiting_school_does_what_the_list_says(app: Flask, world: World, deed: Deed) -> None:
    with app.app_context():
        assert TRIES[deed](world) is WAITING[deed].may


@pytest.mark.parametrize("deed", [deed for deed in Deed if not WAITING[deed].may])
def test_a_verified_school_does_all_of_it(app: Flask, cast: Cast, world: World, deed: Deed) -> None:
    with app.app_context():
        seen = {"register_evidence": "The register.", "person_evidence": "Telephoned."}
        perform(
            verifying.verify_school, schools.get_school(world.quiet), by=cast.signed_in("manager"),
            level=VerificationLevel.DOCUMENT_SEEN, **seen,
        )  # fmt: skip
        assert TRIES[deed](world) is True


@pytest.mark.parametrize("deed", Deed)
def test_the_list_says_so_in_words(deed: Deed) -> None:
    waiting, verified = School(status=SchoolStatus.PROPOSED), School(status=SchoolStatus.VERIFIED)
    assert may(verified, deed)
    assert may(waiting, deed) is WAITING[deed].may
    assert may(waiting, deed, vouched=True) is (WAITING[deed].may or deed == Deed.SHARE_PARTNER_CLUSTERS_BOARD)
    check(verified, deed)
    if not WAITING[deed].may:
        with pytest.raises(RuleBroken, match="verified"):
            check(waiting, deed, field="x")


def test_the_schools_page_tells_both_lists(reader_for: Callable[..., Reader], cast: Cast, world: World) -> None:
    reader = reader_for(cast.waiting).get(f"/schools/{world.quiet}/verification")
    for rule in WAITING.values():
        reader.sees(str(rule.words))
    reader.sees("a look is due by Tuesday 9 March 2027")


def test_a_waiting_school_invites_five_at_most(app: Flask, cast: Cast, world: World) -> None:
    with app.app_context():
        made = world.own_cluster()
        for number in range(6):
            school = School(name=f"Neighbour {number}", status=SchoolStatus.VERIFIED)
            commit(app, lambda school=school: session().add(school))
            invite = lambda school=school: perform(  # noqa: E731
                forming.invite_school, clusters.get_cluster(made.id), by=world.me, school_id=school.id
            )
            if number < 5:
                invite()
            else:
                with pytest.raises(RuleBroken, match="Five invitations are waiting"):
                    invite()
