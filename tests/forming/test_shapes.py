"""The shapes that clusters have, built through the services as their users would: one builder for each."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import who
from portal.core import clock as clocks
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters import jobs, services
from portal.forming.clusters.models import Cluster, ClusterForm, ClusterStatus, OfficeKind, Side
from portal.forming.clusters.queries import get_cluster, get_membership, get_office, get_vacancy
from portal.forming.committees.models import Level as CommitteeLevel
from portal.forming.committees.models import SeatKind, SeatRole
from portal.forming.committees.queries import get_committee
from portal.forming.committees.services import Sitting, begin_committee, give_seat
from portal.forming.formality.models import Level as Formality
from portal.forming.formality.services import choose_level
from portal.forming.parts import queries as parts
from portal.forming.parts import services as playing
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.profiles.models import SchoolAward, SchoolKind, SchoolProfile, SchoolTag, TagKind
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from portal.running.groups import services as groups
from portal.running.groups.queries import get_link, together
from portal.running.ledger.money import Paid
from portal.running.ledger.queries import get_purse, standing
from portal.running.ledger.services import enter_bill, open_purse
from portal.running.partnerships import queries as partnerships
from portal.running.partnerships.models import PartnershipShape
from portal.running.partnerships.services import agree_pair, become_twins, open_partnership, propose_pair
from portal.running.things.models import ThingKind
from portal.running.things.queries import get_thing
from portal.running.things.services import add_thing, share_week
from tests.support.cast import commit

pytestmark = pytest.mark.either


@dataclass(frozen=True)
class Head:
    """Somebody who speaks for one school, or for several."""

    school_id: uuid.UUID
    person_id: uuid.UUID


class World:
    """Schools with a teacher each, and short ways to act for them."""

    def __init__(self, app: Flask) -> None:
        self.app, self.count = app, 0

    def schools(self, number: int, *, country: str = "GB", one_leader: bool = False, **more: Any) -> list[Head]:
        """So many verified schools; each with its own contact, or all with the same."""

        def made() -> list[Head]:
            found, person = [], None
            for _one in range(number):
                self.count += 1
                zone = {"KE": "Africa/Nairobi", "NP": "Asia/Kathmandu", "GB": "Europe/London"}[country]
                school = School(
                    name=f"School {self.count}", country=country, zone=zone, status=SchoolStatus.VERIFIED, **more
                )
                if person is None or not one_leader:
                    person = Person(
                        name=f"Person {self.count}",
                        email=f"p{self.count}@x.example",
                        password_hash="x",
                        status=PersonStatus.ACTIVE,
                        confirmed_at=clocks.now(),
                        zone=zone,
                    )
                session().add_all([school, person])
                session().flush()
                session().add(SchoolMember(school_id=school.id, person_id=person.id, status=MemberStatus.MEMBER))
                for function in (Function.CONTACT, Function.SIGNATORY):
                    session().add(SchoolFunction(school_id=school.id, person_id=person.id, function=function))
                found.append(Head(school.id, person.id))
            return found

        heads: list[Head] = commit(self.app, made)
        return heads

    def act(self, head: Head, deed: Any, subject: Any = None, **words: Any) -> Any:
        by = who.by_id(head.person_id)
        session().commit()
        return perform(deed, subject, by=by, **words) if subject is not None else perform(deed, by=by, **words)

    def cluster(
        self, home: list[Head], form: ClusterForm, partners: tuple[Head, ...] = (), name: str = "Shape"
    ) -> uuid.UUID:
        """Started by the first school, joined by the others, with a lead school and a coordinator."""
        lead = home[0]
        words = {"name": name, "theme": "Water", "cluster_form": form}
        made = self.act(lead, services.start_cluster, school_id=lead.school_id, **words).id
        for side, others in ((Side.HOME, home[1:]), (Side.PARTNER, partners)):
            for head in others:
                self.take_in(made, lead, head, side=side)
        for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER):
            nominee = get_cluster(made).nominee(kind)
            if nominee is not None and len(home) + len(partners) > 1:
                self.act(lead, services.accept_office, get_office(made, nominee.id))
        return made  # type: ignore[no-any-return]

    def take_in(self, cluster_id: uuid.UUID, lead: Head, head: Head, **more: Any) -> None:
        """The cluster invites, the school joins."""
        cluster = get_cluster(cluster_id)
        invited = self.act(lead, services.invite_school, cluster, school_id=head.school_id, **more).id
        self.act(head, services.join_cluster, get_membership(cluster_id, invited))

    def part(self, cluster_id: uuid.UUID, lead: Head, head: Head, name: str, through: Head | None = None) -> None:
        """The school plays this part."""
        there = {m.school_id: m.id for m in get_cluster(cluster_id).live_memberships()}
        part = next(p.id for p in parts.offered_parts() if p.name == name)
        way = there[through.school_id] if through is not None else None
        membership = get_membership(cluster_id, there[head.school_id])
        self.act(lead, playing.give_part, membership, part_id=part, through_id=way)

    def leave(self, cluster_id: uuid.UUID, head: Head) -> uuid.UUID:
        """The school leaves today; answers the empty place."""
        there = {m.school_id: m.id for m in get_cluster(cluster_id).live_memberships()}
        membership = get_membership(cluster_id, there[head.school_id])
        words = {"leaving_on": clocks.today(), "reason": "We move on."}
        self.act(head, services.give_notice, membership, **words)
        membership = get_membership(cluster_id, there[head.school_id])
        return self.act(head, services.complete_leaving, membership).id  # type: ignore[no-any-return]

    def formal(self, cluster_id: uuid.UUID, lead: Head) -> None:
        """It has committees, votes and a purse from now on."""
        self.act(lead, choose_level, get_cluster(cluster_id), version=0, level=Formality.CONSORTIUM)

    def feed(self, cluster_id: uuid.UUID, lead: Head, sources: list[Head], to: Head) -> None:
        """Pupils of these schools move on to that one."""
        for head in sources:
            ways = {"from_school_id": head.school_id, "to_school_id": to.school_id}
            self.act(lead, playing.note_feeder, get_cluster(cluster_id), **ways)


def size(cluster_id: uuid.UUID) -> tuple[int, int]:
    """Schools at home and partner schools."""
    live = get_cluster(cluster_id).live_memberships()
    return sum(m.side == Side.HOME for m in live), sum(m.side == Side.PARTNER for m in live)


def pair_of_schools(world: World, clock: Any) -> None:
    """1. A pair of schools, four years."""
    made = world.cluster(world.schools(2), ClusterForm.THEME)
    clock.hold(clocks.now() + timedelta(days=4 * 365))
    jobs.keep_clusters_moving()
    assert (size(made), get_cluster(made).status) == ((2, 0), ClusterStatus.ACTIVE)


def four_and_one_abroad(world: World, clock: Any) -> None:
    """2."""
    made = world.cluster(world.schools(4), ClusterForm.THEME, tuple(world.schools(1, country="KE")))
    assert size(made) == (4, 1)


def two_and_two_abroad(world: World, clock: Any) -> None:
    """3. Each linked with its own partner."""
    home, abroad = world.schools(2), world.schools(2, country="KE")
    made = world.cluster(home, ClusterForm.THEME, tuple(abroad))
    opened = world.act(home[0], open_partnership, get_cluster(made), name="Links").id
    for here, there in zip(home, abroad, strict=True):
        partnership = partnerships.get_partnership(made, opened)
        ways = {"home_school_id": here.school_id, "partner_school_id": there.school_id}
        pair = world.act(home[0], propose_pair, partnership, **ways).id
        world.act(there, agree_pair, partnerships.get_pair(made, opened, pair))
    found = partnerships.get_partnership(made, opened)
    assert [pair.status.value for pair in found.pairs] == ["agreed", "agreed"]


def five_and_five_in_one_project(world: World, clock: Any) -> None:
    """4."""
    home = world.schools(5)
    made = world.cluster(home, ClusterForm.PROJECT, tuple(world.schools(5, country="KE")))
    joint = world.act(home[0], open_partnership, get_cluster(made), name="Six weeks", shape=PartnershipShape.JOINT)
    assert (size(made), joint.shape) == ((5, 5), PartnershipShape.JOINT)


def award_trio(world: World, clock: Any) -> None:
    """5. One school with the award takes two along."""
    home = world.schools(3)
    commit(
        world.app, lambda: session().add(SchoolAward(school_id=home[0].school_id, award="isa", level="accreditation"))
    )
    made = world.cluster(home, ClusterForm.MENTORING)
    words = {"mentor_school_id": home[0].school_id, "mentees": [h.school_id for h in home[1:]], "goals": "Foundation"}
    mentoring = world.act(home[0], playing.begin_mentoring, get_cluster(made), **words).id
    for head in home[1:]:
        world.act(head, playing.answer_mentoring, parts.get_mentoring(made, mentoring), agrees=True)
    held = {"held_on": clocks.today(), "words": "First meeting"}
    world.act(home[1], playing.log_session, parts.get_mentoring(made, mentoring), **held)
    one = parts.get_mentoring(made, mentoring)
    assert ({m.status.value for m in one.mentees}, len(parts.page_of_sessions(one.id).items)) == ({"agreed"}, 1)


def feeder_family(world: World, clock: Any) -> None:
    """6. A secondary, six primaries, one special school."""
    secondary, *others = [*world.schools(1, phase="secondary"), *world.schools(7, phase="primary")]
    made = world.cluster([secondary, *others], ClusterForm.FEEDER_FAMILY)
    world.feed(made, secondary, others[:6], secondary)
    assert (size(made), len(parts.list_feeders(made))) == ((8, 0), 6)


def college_and_feeders(world: World, clock: Any) -> None:
    """7."""
    college, *others = world.schools(4, phase="16 plus")
    made = world.cluster([college, *others], ClusterForm.COLLEGE_FEEDERS)
    world.feed(made, college, others, college)
    assert len(parts.list_feeders(made)) == 3


def mirrored(world: World, clock: Any) -> None:
    """8. Three schools abroad with a cluster of their own, and three here."""
    home, abroad = world.schools(3), world.schools(3, country="NP")
    one = world.cluster(home, ClusterForm.THEME, name="Here")
    other = world.cluster(abroad, ClusterForm.SAME_TYPE, name="There")
    world.act(home[0], become_twins, get_cluster(one), twin=get_cluster(other))
    assert partnerships.are_twins(one, other)
    assert get_cluster(other).lead_school_id == abroad[0].school_id


def trilateral(world: World, clock: Any) -> None:
    """9. Three countries."""
    partners = (*world.schools(1, country="KE"), *world.schools(1, country="NP"))
    made = world.cluster(world.schools(1), ClusterForm.THEME, partners)
    assert {m.school.country for m in get_cluster(made).live_memberships()} == {"GB", "KE", "NP"}
    assert get_cluster(made).status == ClusterStatus.ACTIVE


def core_satellites_annex(world: World, clock: Any) -> None:
    """10."""
    core, *satellites, annex = world.schools(7)
    made = world.cluster([core, *satellites, annex], ClusterForm.CORE_SATELLITE)
    world.part(made, core, core, "Core")
    for satellite in satellites:
        world.part(made, core, satellite, "Satellite", core)
    world.part(made, core, annex, "Annex", satellites[0])
    played = [held.part.name for held in parts.list_school_parts(made)]
    assert played == ["Core", *["Satellite"] * 5, "Annex"]
    world.formal(made, core)
    local = world.act(core, begin_committee, get_cluster(made), name="Local committee", remit="We plan the year.").id
    school, roles = SeatKind.SCHOOL, {"core": SeatRole.CHAIR, "first": SeatRole.CLERK}
    sittings = [
        Sitting(kind=school, role=roles["core"], school_id=core.school_id, person_id=core.person_id),
        Sitting(kind=school, role=roles["first"], school_id=satellites[0].school_id, person_id=satellites[0].person_id),
        Sitting(kind=school, school_id=annex.school_id, holder_name="Head of the annex"),
        Sitting(kind=SeatKind.COMMUNITY, body="Village chief", holder_name="Sophea Lim"),
        Sitting(kind=SeatKind.COMMUNITY, body="Senior monk", holder_name="Dara Keo"),
        Sitting(kind=SeatKind.AUTHORITY, body="District office", holder_name="Maly Sok"),
        Sitting(kind=SeatKind.PARENTS, body="Parents", holder_name="Vanna Chea"),
    ]
    for sitting in sittings:
        world.act(core, give_seat, get_committee(made, local), sitting=sitting)
    committee = get_committee(made, local)
    assert (len(committee.open_seats()), len(committee.school_ids()), committee.quorum()) == (7, 3, 2)


def thirty_schools(world: World, clock: Any) -> None:
    """11."""
    made = world.cluster(world.schools(30), ClusterForm.OTHER)
    assert size(made) == (30, 0)


def three_clusters_under_a_larger_one(world: World, clock: Any) -> None:
    """12. Three clusters of five: the larger one reads all fifteen schools, and has a committee for the district."""
    heads = [world.schools(5) for _one in range(3)]
    made = [world.cluster(home, ClusterForm.SAME_TYPE, name=f"Valley {n}") for n, home in enumerate(heads)]
    whole = world.cluster(world.schools(2), ClusterForm.OTHER, name="The whole river")
    for home, cluster_id in zip(heads, made, strict=True):
        link = world.act(home[0], groups.ask, get_cluster(cluster_id), name="The whole river", as_child=True).id
        speaker = get_cluster(whole).contact_teacher_id
        lead = Head(get_cluster(whole).lead_school_id, speaker)
        world.act(lead, groups.answer, get_link(whole, link), agrees=True)
    found = together(whole)
    assert {one.name for one in found.below} == {"Valley 0", "Valley 1", "Valley 2"}
    assert sum(one.schools for one in found.below) == 15
    world.formal(whole, lead)
    words = {"name": "District committee", "remit": "We look at the valleys.", "level": CommitteeLevel.DISTRICT}
    district = world.act(lead, begin_committee, get_cluster(whole), **words).id
    for home in heads:  # a cluster within is spoken for by its lead school
        sitting = Sitting(kind=SeatKind.SCHOOL, school_id=home[0].school_id, person_id=home[0].person_id)
        world.act(lead, give_seat, get_committee(whole, district), sitting=sitting)
    assert len(get_committee(whole, district).school_ids()) == 3


def six_schools_with_one_purse_and_a_specialist(world: World, clock: Any) -> None:
    """13. One school keeps the money, costs are shared equally, a specialist has a day at each school."""
    home = world.schools(6)
    made = world.cluster(home, ClusterForm.OTHER)
    world.formal(made, home[0])
    own = {"school_id": home[0].school_id, "currency": "GBP", "limit_minor": 500_000}
    world.act(home[0], open_purse, get_cluster(made), **own)
    bill = Paid(60_000, "GBP", "The specialist, first term", clocks.today())
    world.act(home[0], enter_bill, get_purse(made), paid=bill)
    stands = standing(get_purse(made).id).schools
    assert sorted(stands.values()) == [-10_000] * 6
    kind = {"school_id": home[0].school_id, "kind": ThingKind.PERSON, "name": "Computer specialist"}
    person = world.act(home[0], add_thing, get_cluster(made), **kind).id
    week: dict[int, uuid.UUID | None] = {day: head.school_id for day, head in enumerate(home[1:], start=1)}
    thing = get_thing(made, person)
    world.act(home[0], share_week, thing, version=thing.version, week=week)
    assert {held.day: held.school_id for held in get_thing(made, person).days} == week


def one_leader_over_many_sites(world: World, clock: Any) -> None:
    """15. Pre-schools, primaries, lower secondaries and an upper secondary under one person."""
    home = world.schools(9, one_leader=True)
    made = world.cluster(home, ClusterForm.FEEDER_FAMILY)
    world.feed(made, home[0], home[:8], home[8])
    assert (size(made), get_cluster(made).contact_teacher_id) == ((9, 0), home[0].person_id)


def fee_paying_school_among_others(world: World, clock: Any) -> None:
    """16."""
    home = world.schools(3)
    paying = SchoolProfile(school_id=home[2].school_id, kind=SchoolKind.INDEPENDENT)
    commit(world.app, lambda: session().add(paying))
    made = world.cluster(home, ClusterForm.THEME)
    assert size(made) == (3, 0)


def only_a_tool_in_common(world: World, clock: Any) -> None:
    """17. No place, no phase, nothing but the tool."""
    home = [*world.schools(2), *world.schools(1, town="Far away")]

    def tag() -> None:
        for head in home:
            session().add(SchoolTag(school_id=head.school_id, kind=TagKind.TOOL, value="video", words=""))

    commit(world.app, tag)
    made = world.cluster(home, ClusterForm.ICT)
    assert get_cluster(made).form == ClusterForm.ICT


def contrast_inside_one_authority(world: World, clock: Any) -> None:
    """18."""
    made = world.cluster(world.schools(2, authority_code="990"), ClusterForm.COMMUNITY_COHESION)
    assert {m.school.authority_code for m in get_cluster(made).live_memberships()} == {"990"}


def leaves_in_month_eight_replaced_in_month_nine(world: World, clock: Any) -> None:
    """19. The newcomer has the link and the part."""
    home, abroad, heir = world.schools(3), world.schools(1, country="KE"), world.schools(1)[0]
    made = world.cluster(home, ClusterForm.THEME, tuple(abroad))
    world.part(made, home[0], home[2], "Network")
    opened = world.act(home[0], open_partnership, get_cluster(made), name="Links").id
    ways = {"home_school_id": home[2].school_id, "partner_school_id": abroad[0].school_id}
    pair = world.act(home[2], propose_pair, partnerships.get_partnership(made, opened), **ways).id
    world.act(abroad[0], agree_pair, partnerships.get_pair(made, opened, pair))
    clock.hold(clocks.now() + timedelta(days=240))
    place = world.leave(made, home[2])
    clock.hold(clocks.now() + timedelta(days=30))
    words = {"school_id": heir.school_id}
    invited = world.act(home[0], services.invite_into_vacancy, get_vacancy(made, place), **words).id
    world.act(heir, services.join_cluster, get_membership(made, invited))
    live = [p for p in partnerships.get_partnership(made, opened).pairs if p.status.value != "ended"]
    assert [p.home_school_id for p in live] == [heir.school_id]
    (held,) = parts.list_school_parts(made)
    assert held.membership_id == invited


def lead_school_closes(world: World, clock: Any) -> None:
    """20. Another leads on, and the cluster lives."""
    home = world.schools(3)
    made = world.cluster(home, ClusterForm.THEME)
    closed = sa.update(School).where(School.id == home[0].school_id).values(status=SchoolStatus.CLOSED)
    commit(world.app, lambda: session().execute(closed))
    jobs.keep_clusters_moving()
    found = get_cluster(made)
    assert (found.lead_school_id, found.contact_teacher_id) == (home[1].school_id, home[1].person_id)
    assert (size(made), found.status) == ((2, 0), ClusterStatus.ACTIVE)


SHAPES: tuple[Callable[[World, Any], None], ...] = (
    pair_of_schools,
    four_and_one_abroad,
    two_and_two_abroad,
    five_and_five_in_one_project,
    award_trio,
    feeder_family,
    college_and_feeders,
    mirrored,
    trilateral,
    core_satellites_annex,
    thirty_schools,
    three_clusters_under_a_larger_one,
    six_schools_with_one_purse_and_a_specialist,
    one_leader_over_many_sites,
    fee_paying_school_among_others,
    only_a_tool_in_common,
    contrast_inside_one_authority,
    leaves_in_month_eight_replaced_in_month_nine,
    lead_school_closes,
)


@pytest.mark.parametrize("build", SHAPES, ids=lambda build: build.__name__)
def test_the_shape_is_built_through_the_services(app: Flask, clock: Any, build: Callable[[World, Any], None]) -> None:
    with app.app_context():
        build(World(app), clock)
        assert session().scalar(sa.select(sa.func.count()).select_from(Cluster))
        session().rollback()
