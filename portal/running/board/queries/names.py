"""Who can be named on a board: the schools of the network, and the people at them."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch, session
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.running.board.models import Mention
from portal.running.board.naming import Name
from portal.running.partnerships.queries.network import get_network

MOST_NAMES = 1_000


def list_names(cluster_id: uuid.UUID) -> list[Name]:
    """The schools of the network by name, then their people with an account by name. Two statements."""
    schools = {school.id: school.name for school in get_network(cluster_id).schools}
    people = [Name(name, person_id, school_id, schools[school_id]) for person_id, name, school_id in _people(schools)]
    return [*(Name(name, None, school_id, name) for school_id, name in schools.items()), *people]


def _people(schools: Any) -> Sequence[Any]:
    return fetch(_members(), {"schools": list(schools)}) if schools else ()


@cache
def _members() -> Any:
    return (
        sa.select(Person.id, Person.name, SchoolMember.school_id)
        .join(SchoolMember, SchoolMember.person_id == Person.id)
        .where(
            SchoolMember.school_id.in_(sa.bindparam("schools", expanding=True)),
            SchoolMember.status == MemberStatus.MEMBER,
            Person.status == PersonStatus.ACTIVE,
        )
        .order_by(Person.name, Person.id, SchoolMember.school_id)
        .limit(MOST_NAMES)
    )


def list_mentions(post_id: uuid.UUID) -> list[str]:
    """The names of those whom the message names, people and schools."""
    query = (
        sa.select(Person.name, School.name)
        .select_from(Mention)
        .outerjoin(Person, Person.id == Mention.person_id)
        .outerjoin(School, School.id == Mention.school_id)
        .where(Mention.post_id == post_id)
    )
    rows = session().execute(query.order_by(Mention.id).limit(100))
    return [person or school for person, school in rows]
