"""Every cluster has a named adviser: one is found by itself, never somebody who is tied to it; where there is nobody, that is owed."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, MembershipStatus, Side
from portal.identity.accounts.models import RoleGrant
from portal.identity.people import services as people
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.oversight.advising import jobs, queries, services
from portal.oversight.advising.models import ClusterAdviser
from portal.oversight.notifications.models import Notification
from portal.policy.people import STAFF
from tests.conftest import START
from tests.support.cast import Cast, commit


def run(app: Flask) -> int:
    with app.app_context():
        return jobs.find_advisers()


def advisers(app: Flask, cast: Cast) -> dict[str, str]:
    """Who looks after which cluster now."""
    names = {someone.id: key for key, someone in cast.people.items()}
    with app.app_context():
        query = sa.select(Cluster.name, ClusterAdviser.adviser_id).join(
            Cluster, Cluster.id == ClusterAdviser.cluster_id
        )
        return {name: names[one] for name, one in session().execute(query.where(ClusterAdviser.ended_at.is_(None)))}


def owed(app: Flask) -> list[tuple[str, str | None]]:
    with app.app_context():
        query = sa.select(Duty.title, Duty.role).where(Duty.kind == DutyKind.NAME_ADVISER, Duty.closed_at.is_(None))
        return [(row[0], row[1]) for row in session().execute(query.order_by(Duty.title))]


def clusters(app: Flask, cast: Cast, *names: str, code: str = "") -> list[Any]:
    def made() -> list[Any]:
        found = []
        for name in names:
            school = School(name=f"{name} School", country="GB", town="x", zone="Europe/London", authority_code=code)
            session().add(school)
            session().flush()
            begun = {"started_by_id": cast.teacher.id, "started_by_school_id": school.id}
            cluster = Cluster(name=name, theme="Water", zone="Europe/London", **begun)
            session().add(cluster)
            session().flush()
            place = {"cluster_id": cluster.id, "school_id": school.id, "side": Side.HOME}
            session().add(ClusterMembership(status=MembershipStatus.JOINED, **place))
            found.append(cluster.id)
        session().flush()
        return found

    return list(commit(app, made))


def only(app: Flask, cast: Cast, *keys: str) -> None:
    """Nobody else is of the staff any more."""
    ids = [cast.people[key].id for key in keys]
    others = sa.update(RoleGrant).where(RoleGrant.role.in_(STAFF), RoleGrant.person_id.not_in(ids))
    commit(app, lambda: session().execute(others.values(ended_at=START)))


def test_fewest_first_then_the_area_never_a_tie(app: Flask, cast: Cast) -> None:
    only(app, cast, "officer", "manager")
    clusters(app, cast, "Aye", "Bee", code="936")
    assert run(app) >= 2
    assert run(app) == 0, "once"
    given = advisers(app, cast)
    first = next(who for who in ("officer", "manager") if who != given["River schools"])
    assert (given["Aye"], given["Bee"]) == (first, first), "fewest first; then, both having one, who knows the area"
    with app.app_context():
        told = sa.select(Notification.title).where(Notification.kind == "adviser_given")
        assert "You look after the cluster Aye now." in session().scalars(told).all()
    clusters(app, cast, "Dee", code="936")
    run(app)
    assert advisers(app, cast)["Dee"] == given["River schools"], "fewest before area"

    (tied,) = clusters(app, cast, "Eee")

    def tie() -> None:
        school = (
            session().scalars(sa.select(ClusterMembership.school_id).where(ClusterMembership.cluster_id == tied)).one()
        )
        for key in ("officer", "manager"):
            session().add(SchoolMember(school_id=school, person_id=cast.people[key].id, status=MemberStatus.MEMBER))

    commit(app, tie)
    assert run(app) == 0
    assert owed(app) == [("Eee", "programme_manager")]
    run(app)
    assert len(owed(app)) == 1
    commit(
        app, lambda: session().execute(sa.update(Cluster).where(Cluster.id == tied).values(status=ClusterStatus.CLOSED))
    )
    run(app)
    assert owed(app) == []


def test_who_leaves_is_followed_and_a_support_that_ended_is_not_taken_up(app: Flask, cast: Cast, clock: Any) -> None:
    only(app, cast, "officer", "manager")
    until = date(2027, 9, 1)
    with app.app_context():
        given = {"supported_until": until, "next_contact_on": date(2027, 3, 20)}
        case, officer = queries.get_case(cast.river), cast.officer.id
        perform(services.give_adviser, case, by=cast.signed_in("manager"), adviser_id=officer, **given)
        grant = (
            session()
            .scalars(sa.select(RoleGrant).where(RoleGrant.person_id == officer, RoleGrant.ended_at.is_(None)))
            .one()
        )
        perform(people.withdraw_role, grant, by=cast.signed_in("manager"))
    run(app)
    assert set(advisers(app, cast).values()) == {"manager"}
    with app.app_context():
        row = queries.live_of(cast.river)
        assert row is not None
        assert (row.supported_until, row.next_contact_on) == (until, date(2027, 3, 20))
        open_duty = sa.select(Duty.person_id).where(Duty.kind == DutyKind.CONTACT_CLUSTER, Duty.closed_at.is_(None))
        assert session().scalars(open_duty).all() == [cast.manager.id]
    clock.hold(START.replace(month=10))
    assert run(app) == 0


def test_handing_over_counts_what_is_open(app: Flask, cast: Cast) -> None:
    ids = clusters(app, cast, "Aye", "Bee")

    def given() -> None:
        for one in ids:
            session().add(ClusterAdviser(cluster_id=one, adviser_id=cast.officer.id))
        session().get_one(Cluster, ids[0]).status = ClusterStatus.CLOSED

    commit(app, given)
    with app.app_context():
        by = cast.signed_in("manager")
        assert perform(services.hand_over, by=by, from_id=cast.officer.id, to_id=cast.manager2.id) == 1
    assert advisers(app, cast) == {"Bee": "manager2"}
