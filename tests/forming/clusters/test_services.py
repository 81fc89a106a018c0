"""Starting, inviting, joining, nominating and accepting."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters import jobs, queries, services
from portal.forming.clusters.models import (
    Cluster,
    ClusterForm,
    ClusterMembership,
    ClusterStatus,
    MembershipStatus,
    NominationBacking,
    OfficeKind,
    OfficeStatus,
    Side,
)
from tests.forming.support import act, facts_of, invite, join, membership_of, nominee, open_duties, start
from tests.support.cast import Cast

LEAD, CONTACT, DEPUTY = OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY


def test_start_puts_the_school_in_and_nominates_it_and_its_teacher(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast, cluster_form=ClusterForm.PROJECT)

    cluster = queries.get_cluster(made)
    assert (cluster.status, cluster.form, cluster.zone) == (ClusterStatus.FORMING, ClusterForm.PROJECT, "Europe/London")
    assert [(m.school_id, m.status, m.side) for m in cluster.memberships] == [
        (cast.school["brook"], MembershipStatus.JOINED, Side.HOME)
    ]
    assert [(o.kind, o.school_id, o.person_id, o.status) for o in cluster.offices] == [
        (LEAD, cast.school["brook"], None, OfficeStatus.NOMINATED),
        (CONTACT, cast.school["brook"], cast.outsider.id, OfficeStatus.NOMINATED),
    ]
    assert open_duties(made) == set()
    assert facts_of(made) == ["cluster_formed"]


def test_start_only_for_ones_own_school(database: sa.orm.Session, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        start(cast, "outsider", "hill")
    assert refused.value.field == "school_id"
    assert database.scalars(sa.select(Cluster.name)).all() == ["River schools"]


def test_a_teacher_of_a_waiting_school_may_start_too(database: sa.orm.Session, cast: Cast) -> None:
    assert queries.get_cluster(start(cast, "waiting", "quiet")).started_by_id == cast.waiting.id


def test_invite_asks_the_schools_contact_until_a_day(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    invited = invite(cast, made, "vale", message="Come with us")

    membership = queries.get_membership(made, invited)
    assert (membership.status, membership.side, membership.message) == (
        MembershipStatus.INVITED,
        Side.HOME,
        "Come with us",
    )
    assert membership.expires_at is not None
    assert membership.expires_at - membership.created_at == timedelta(days=30)
    assert open_duties(made) == {("answer_invitation", cast.school["vale"], None, "contact")}


def test_invite_a_partner_school(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    invited = invite(cast, made, "tumaini", side=Side.PARTNER)
    join(cast, made, invited, "abroad")

    assert [s.name for s in queries.list_member_schools(made, Side.PARTNER)] == ["Tumaini Primary School"]
    said = session().scalars(sa.select(NominationBacking.school_id)).all()
    assert cast.school["tumaini"] not in said


@pytest.mark.parametrize("school", ["hill", "nowhere"])
def test_invite_refuses_who_is_in_and_who_is_not_there(database: sa.orm.Session, cast: Cast, school: str) -> None:
    school_id = cast.school.get(school, uuid.uuid4())
    with pytest.raises(RuleBroken) as refused:
        act(cast, "coordinator", services.invite_school, queries.get_cluster(cast.river), school_id=school_id)
    assert refused.value.field == "school"


def test_join_is_consent_nomination_and_agreement_in_one(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    join(cast, made, invite(cast, made, "vale"), "vale_contact")

    membership = membership_of(made, cast.school["vale"])
    assert (membership.status, membership.answered_by_id) == (MembershipStatus.JOINED, cast.vale_contact.id)
    assert [b.school_id for b in nominee(made, LEAD).backings] == [cast.school["brook"], cast.school["vale"]]
    assert open_duties(made) == {
        ("accept_office", cast.school["brook"], None, "contact"),
        ("accept_office", cast.school["brook"], cast.outsider.id, None),
    }
    assert facts_of(made) == [
        "cluster_formed",
        "school_invited",
        "school_joined",
        "nomination_agreed",
        "nomination_agreed",
    ]


def test_the_nominee_waits_for_a_second_school(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    with pytest.raises(RuleBroken):
        act(cast, "outsider", services.accept_office, nominee(made, LEAD))
    assert queries.get_cluster(made).lead_school_id is None


def test_the_cluster_begins_with_lead_contact_and_two_schools(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    join(cast, made, invite(cast, made, "vale"), "vale_contact")
    act(cast, "outsider_head", services.accept_office, nominee(made, LEAD))
    assert queries.get_cluster(made).status == ClusterStatus.FORMING
    act(cast, "outsider", services.accept_office, nominee(made, CONTACT))

    cluster = queries.get_cluster(made)
    assert cluster.status == ClusterStatus.ACTIVE
    assert (cluster.lead_school_id, cluster.contact_teacher_id) == (cast.school["brook"], cast.outsider.id)
    lead = cluster.holder(LEAD)
    assert lead is not None
    assert lead.person_id == cast.outsider_head.id
    assert open_duties(made) == set()
    assert facts_of(made)[-3:] == ["office_accepted", "office_accepted", "cluster_began"]


def test_accepting_ends_the_former_holder_and_keeps_the_row(database: sa.orm.Session, cast: Cast) -> None:
    river = queries.get_cluster(cast.river)
    act(cast, "teacher", services.nominate, river, kind=LEAD, school_id=cast.school["vale"])
    act(
        cast,
        "ford_contact",
        services.back_nomination,
        nominee(cast.river, LEAD),
        school_id=cast.school["ford"],
        agrees=True,
    )
    act(cast, "vale_contact", services.accept_office, nominee(cast.river, LEAD))

    rows = [(o.school_id, o.status) for o in queries.get_cluster(cast.river).offices if o.kind == LEAD]
    assert rows == [(cast.school["hill"], OfficeStatus.ENDED), (cast.school["vale"], OfficeStatus.ACCEPTED)]
    assert queries.get_cluster(cast.river).lead_school_id == cast.school["vale"]


def test_a_nomination_asks_the_other_member_schools_and_no_partner(database: sa.orm.Session, cast: Cast) -> None:
    river = queries.get_cluster(cast.river)
    act(cast, "teacher", services.nominate, river, kind=LEAD, school_id=cast.school["vale"])
    assert open_duties(cast.river) == {
        ("agree_nomination", cast.school["vale"], None, "contact"),
        ("agree_nomination", cast.school["ford"], None, "contact"),
    }


def test_one_objection_makes_it_a_vote_and_the_majority_decides(database: sa.orm.Session, cast: Cast) -> None:
    river = queries.get_cluster(cast.river)
    act(cast, "teacher", services.nominate, river, kind=LEAD, school_id=cast.school["vale"])
    office = nominee(cast.river, LEAD)
    say: dict[str, Any] = {"school_id": cast.school["ford"], "agrees": False, "words": "Too far away."}
    act(cast, "ford_contact", services.back_nomination, office, **say)
    with pytest.raises(RuleBroken):
        act(cast, "vale_contact", services.accept_office, nominee(cast.river, LEAD))

    say = {"school_id": cast.school["vale"], "agrees": True}
    act(cast, "vale_head", services.back_nomination, nominee(cast.river, LEAD), **say)
    act(cast, "vale_contact", services.accept_office, nominee(cast.river, LEAD))
    assert queries.get_cluster(cast.river).lead_school_id == cast.school["vale"]


def test_a_nomination_that_cannot_win_falls(database: sa.orm.Session, cast: Cast) -> None:
    river = queries.get_cluster(cast.river)
    act(cast, "teacher", services.nominate, river, kind=LEAD, school_id=cast.school["vale"])
    for who, school in (("ford_contact", "ford"), ("vale_contact", "vale")):
        say: dict[str, Any] = {"school_id": cast.school[school], "agrees": False, "words": "No."}
        act(cast, who, services.back_nomination, nominee(cast.river, LEAD), **say)
    assert queries.get_cluster(cast.river).nominee(LEAD) is None
    assert open_duties(cast.river) == set()
    assert facts_of(cast.river)[-1] == "nomination_failed"


def test_an_objection_needs_its_reason(database: sa.orm.Session, cast: Cast) -> None:
    act(
        cast,
        "teacher",
        services.nominate,
        queries.get_cluster(cast.river),
        kind=LEAD,
        school_id=cast.school["vale"],
    )
    say: dict[str, Any] = {"school_id": cast.school["ford"], "agrees": False}
    with pytest.raises(RuleBroken) as refused:
        act(cast, "ford_contact", services.back_nomination, nominee(cast.river, LEAD), **say)
    assert refused.value.field == "words"


def test_silence_for_a_week_agrees(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    act(
        cast,
        "teacher",
        services.nominate,
        queries.get_cluster(cast.river),
        kind=LEAD,
        school_id=cast.school["vale"],
    )
    session().commit()
    clock.hold(clock.now() + timedelta(days=7))
    jobs.keep_clusters_moving()

    assert ("accept_office", cast.school["vale"], None, "contact") in open_duties(cast.river)
    act(cast, "vale_contact", services.accept_office, nominee(cast.river, LEAD))
    assert queries.get_cluster(cast.river).lead_school_id == cast.school["vale"]


@pytest.mark.parametrize(
    ("kind", "school", "person"),
    [
        (LEAD, "brook", None),  # not in the cluster
        (LEAD, "tumaini", None),  # a partner school
        (LEAD, "hill", None),  # leads already
        (CONTACT, "hill", None),  # nobody named
        (CONTACT, "hill", "vale_teacher"),  # not of that school
        (CONTACT, "vale", "vale_teacher"),  # not of the lead school
        (DEPUTY, "vale", "vale_contact"),  # holds it already
        (DEPUTY, "hill", "coordinator"),  # nobody stands in for themselves
    ],
)
def test_who_cannot_be_nominated(
    database: sa.orm.Session, cast: Cast, kind: OfficeKind, school: str, person: str | None
) -> None:
    with pytest.raises(RuleBroken) as refused:
        act(
            cast,
            "teacher",
            services.nominate,
            queries.get_cluster(cast.river),
            kind=kind,
            school_id=cast.school[school],
            person_id=cast.people[person].id if person else None,
        )
    assert refused.value.field == "nominee"


def test_one_nomination_at_a_time_and_it_can_be_taken_back(database: sa.orm.Session, cast: Cast) -> None:
    words: dict[str, Any] = {"kind": DEPUTY, "school_id": cast.school["ford"], "person_id": cast.ford_teacher.id}
    act(cast, "teacher", services.nominate, queries.get_cluster(cast.river), **words)
    with pytest.raises(RuleBroken) as refused:
        act(cast, "teacher", services.nominate, queries.get_cluster(cast.river), **words)
    assert refused.value.field == "kind"

    act(cast, "teacher", services.withdraw_nomination, nominee(cast.river, DEPUTY))
    assert queries.get_cluster(cast.river).nominee(DEPUTY) is None
    assert open_duties(cast.river) == set()


def test_a_deputy_who_becomes_coordinator_is_no_deputy_any_more(database: sa.orm.Session, cast: Cast) -> None:
    lead = {"kind": LEAD, "school_id": cast.school["vale"]}
    words: dict[str, Any] = {**lead, "kind": CONTACT, "person_id": cast.vale_contact.id}
    act(cast, "coordinator", services.nominate, queries.get_cluster(cast.river), **lead)
    act(cast, "coordinator", services.nominate, queries.get_cluster(cast.river), **words)
    for person, school in (("vale_contact", "vale"), ("ford_contact", "ford")):
        for kind in (LEAD, CONTACT):
            say = {"school_id": cast.school[school], "agrees": True}
            act(cast, person, services.back_nomination, nominee(cast.river, kind), **say)
    act(cast, "vale_contact", services.accept_office, nominee(cast.river, CONTACT))
    cluster = queries.get_cluster(cast.river)
    assert cluster.contact_teacher_id == cast.vale_contact.id
    assert cluster.holder(DEPUTY) is None


def test_the_nominee_may_decline(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    join(cast, made, invite(cast, made, "vale"), "vale_contact")
    act(cast, "outsider", services.decline_office, nominee(made, CONTACT), reason="No time this year.")
    assert queries.get_cluster(made).nominee(CONTACT) is None
    assert open_duties(made) == {("accept_office", cast.school["brook"], None, "contact")}


def test_decline_withdraw_and_a_second_invitation(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    first = invite(cast, made, "vale")
    act(cast, "vale_contact", services.decline_invitation, queries.get_membership(made, first), reason="Not now.")
    second = invite(cast, made, "vale")
    act(cast, "outsider", services.withdraw_invitation, queries.get_membership(made, second))

    cluster = queries.get_cluster(made)
    assert [m.status.value for m in cluster.memberships] == ["joined", "declined", "withdrawn"]
    assert open_duties(made) == set()
    with pytest.raises(NotAllowedNow):
        join(cast, made, second, "vale_contact")


def test_an_invitation_runs_out(database: sa.orm.Session, cast: Cast, clock: Any) -> None:
    made = start(cast)
    invited = invite(cast, made, "vale")
    clock.hold(clock.now() + timedelta(days=30))
    with pytest.raises(RuleBroken):
        join(cast, made, invited, "vale_contact")
    jobs.keep_clusters_moving()
    assert queries.get_membership(made, invited).status == MembershipStatus.EXPIRED
    assert open_duties(made) == set()
    jobs.keep_clusters_moving()
    assert facts_of(made).count("invitation_expired") == 1


def test_expire_leaves_an_invitation_that_still_stands(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    invited = invite(cast, made, "vale")
    perform(services.expire_invitation, session().get(ClusterMembership, invited), by=SYSTEM)
    assert queries.get_membership(made, invited).status == MembershipStatus.INVITED


def test_edit_writes_anew_and_a_stale_form_gets_both(database: sa.orm.Session, cast: Cast) -> None:
    words: dict[str, Any] = {"theme": "Rain", "theme_reasons": "", "rationale": "", "cluster_form": ClusterForm.THEME}
    act(cast, "coordinator", services.edit_cluster, queries.get_cluster(cast.river), version=1, name="A", **words)
    with pytest.raises(Stale) as stale:
        act(cast, "coordinator", services.edit_cluster, queries.get_cluster(cast.river), version=1, name="B", **words)
    assert stale.value.current["name"] == "A"
    cluster = queries.get_cluster(cast.river)
    assert (cluster.name, cluster.theme, cluster.version) == ("A", "Rain", 2)
