"""Who is to be told."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.ids import new_id
from portal.forming.clusters.models import Cluster, ClusterMembership, MembershipStatus, Office, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.notifications import queries, recipients
from portal.policy import Role
from portal.running.partnerships.models import Partnership
from tests.support.cast import Cast, commit


def ids(cast: Cast, *keys: str) -> list[uuid.UUID]:
    return sorted(cast.people[key].id for key in keys)


def test_people_of_a_school(cast: Cast, database: sa.orm.Session) -> None:
    school = cast.school["vale"]
    assert recipients.people_of_school(school) == ids(cast, "vale_contact", "vale_teacher", "vale_head")
    assert recipients.contacts_of_school(school) == ids(cast, "vale_contact")
    assert recipients.signatories_of_school(school) == ids(cast, "vale_head")


def test_who_left_or_is_closed_is_not_among_them(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    def leave() -> None:
        ended = sa.update(SchoolMember).where(SchoolMember.person_id == cast.vale_contact.id)
        session().execute(ended.values(status=MemberStatus.ENDED))
        closed = sa.update(Person).where(Person.id == cast.vale_head.id)
        session().execute(closed.values(status=PersonStatus.CLOSED))

    commit(app, leave)
    school = cast.school["vale"]
    assert recipients.people_of_school(school) == ids(cast, "vale_teacher")
    assert recipients.contacts_of_school(school) == []
    assert recipients.signatories_of_school(school) == []


def test_people_of_a_cluster_by_side(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    home = ids(cast, *(k for k, p in cast.people.items() if p.school in ("hill", "vale", "ford")))
    abroad = ids(cast, *(k for k, p in cast.people.items() if p.school == "tumaini"))
    assert recipients.people_of_cluster(cast.river, partner=False) == home
    assert recipients.people_of_cluster(cast.river, partner=True) == abroad
    assert recipients.people_of_cluster(cast.river) == sorted([*home, *abroad])


def test_a_twin_cluster_is_a_partner(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    def twin() -> None:
        brook = cast.school["brook"]
        lake = Cluster(name="Lake", theme="Lake", started_by_school_id=brook)
        session().add(lake)
        session().flush()
        joined = MembershipStatus.JOINED
        session().add(ClusterMembership(cluster_id=lake.id, school_id=brook, status=joined))
        session().execute(sa.update(Partnership).values(partner_cluster_id=lake.id))

    commit(app, twin)
    assert set(ids(cast, "outsider", "outsider_head")) <= set(recipients.people_of_cluster(cast.river, partner=True))
    assert cast.outsider.id not in recipients.people_of_cluster(cast.river, partner=False)


def test_coordinators_are_the_holders_or_who_started_it(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    assert recipients.coordinators_of(cast.river) == ids(cast, "coordinator", "vale_contact")

    def end_offices() -> Any:
        return session().execute(sa.update(Office).values(status=OfficeStatus.ENDED))

    database.rollback()
    commit(app, end_offices)
    assert recipients.coordinators_of(cast.river) == ids(cast, "coordinator")


def test_people_with_a_role(cast: Cast, database: sa.orm.Session) -> None:
    assert recipients.people_with_role(Role.PROGRAMME_MANAGER) == ids(cast, "manager", "manager2")
    both = recipients.people_with_role(Role.MODERATOR, Role.REVIEWER)
    assert both == ids(cast, "moderator", "reviewer", "reviewer2", "reviewer3")


def test_administrators_share_the_look_at_a_school_and_nothing_else(
    app: Flask, cast: Cast, database: sa.orm.Session, clock: Any
) -> None:
    def lay() -> None:
        for kind in (DutyKind.VERIFY_SCHOOL, DutyKind.DECIDE):
            duty.owe(kind, subject_id=new_id(), title="A title", role="programme_manager", due_at=clock.now())

    commit(app, lay)
    look, decide = database.scalars(sa.select(Duty).order_by(Duty.id)).all()
    managers = {cast.manager.id, cast.manager2.id}
    assert set(recipients.owners_of(look)) == {*managers, cast.admin.id}
    assert set(recipients.owners_of(decide)) == managers
    found = {candidate.id for candidate in queries.people_who_may_owe(clock.now(), zones=queries.zones_of_people())}
    assert found == {*managers, cast.admin.id}
