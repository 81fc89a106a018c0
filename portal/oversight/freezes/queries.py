"""Finding what is read-only, and what could be made so."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications.models import Application, ApplicationVersion, SignOff
from portal.applying.awards.models import Award, AwardAcceptance
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.evidence.models import SupporterStatement
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person, PersonStatus
from portal.identity.schools.models import School
from portal.identity.years.models import SchoolYear
from portal.oversight.freezes.models import Freeze, FrozenKind, HiddenKind, HiddenThing, Hiding

MOST_FOUND = 20
_TABLES: dict[FrozenKind, Any] = {FrozenKind.PERSON: Person, FrozenKind.SCHOOL: School, FrozenKind.CLUSTER: Cluster}


@dataclass(frozen=True)
class Thing:
    """A person, a school or a cluster, by name, and the freeze that lies on it. It answers the policy as a freeze does."""

    kind: FrozenKind
    id: uuid.UUID
    name: str
    freeze: Freeze | None = None

    @property
    def person_id(self) -> uuid.UUID | None:
        return self.id if self.kind == FrozenKind.PERSON else None

    @property
    def school_id(self) -> uuid.UUID | None:
        return self.id if self.kind == FrozenKind.SCHOOL else None

    @property
    def cluster_id(self) -> uuid.UUID | None:
        return self.id if self.kind == FrozenKind.CLUSTER else None


def get_thing(thing_kind: str, thing_id: uuid.UUID) -> Thing:
    """Raises NotFound, also for a kind that there is not."""
    if thing_kind not in set(FrozenKind):
        raise NotFound
    kind = FrozenKind(thing_kind)
    record = session().get(_TABLES[kind], thing_id)
    if record is None:
        raise NotFound
    return Thing(kind, record.id, record.name, live_freeze(kind, record.id))


def live_freeze(kind: FrozenKind, thing_id: uuid.UUID) -> Freeze | None:
    """The freeze that lies on it now."""
    column = {
        FrozenKind.PERSON: Freeze.person_id,
        FrozenKind.SCHOOL: Freeze.school_id,
        FrozenKind.CLUSTER: Freeze.cluster_id,
    }[kind]
    return session().scalar(sa.select(Freeze).where(column == thing_id, Freeze.lifted_at.is_(None)))


def any_frozen(cluster_ids: Collection[uuid.UUID]) -> bool:
    """Is one of these clusters read-only now?"""
    query = sa.select(Freeze.id).where(Freeze.cluster_id.in_(list(cluster_ids)), Freeze.lifted_at.is_(None))
    return session().scalar(query.limit(1)) is not None


def get_freeze(freeze_id: uuid.UUID) -> Freeze:
    """A freeze, live or lifted, with what it is about. Raises NotFound."""
    found = session().scalar(sa.select(Freeze).where(Freeze.id == freeze_id).options(*_with_names()))
    if found is None:
        raise NotFound
    return found


def _with_names() -> tuple[Any, ...]:
    return (
        joinedload(Freeze.person),
        joinedload(Freeze.school),
        joinedload(Freeze.cluster),
        joinedload(Freeze.set_by),
        joinedload(Freeze.lifted_by),
    )


def list_freezes(*, live: bool, after: str | None = None) -> Page[Freeze]:
    """What is read-only now, or what was, the newest first."""
    where = Freeze.lifted_at.is_(None) if live else Freeze.lifted_at.is_not(None)
    query = sa.select(Freeze).where(where).options(*_with_names())
    return page_by_key(query, Freeze.id, after=after, newest_first=True)


def find_things(words: str) -> Sequence[Thing]:
    """People, schools and clusters whose name begins with these words, a few of each, people first."""
    if len(words) < 2:
        return []
    found: list[Thing] = []
    begins = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    folded = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    people = sa.select(Person.id, Person.name).where(Person.folded_name.like(folded, escape="\\"))
    for row in session().execute(people.order_by(Person.folded_name, Person.id).limit(MOST_FOUND)):
        found.append(Thing(FrozenKind.PERSON, row.id, row.name))
    for kind, table in ((FrozenKind.SCHOOL, School), (FrozenKind.CLUSTER, Cluster)):
        query = sa.select(table.id, table.name).where(table.name.ilike(begins, escape="\\"))
        for row in session().execute(query.order_by(table.name, table.id).limit(MOST_FOUND)):
            found.append(Thing(kind, row.id, row.name))
    return found


def freeze_on_link(link: OneTimeLink) -> Freeze | None:
    """What keeps a one-time link from doing anything: the school of a head's link, the cluster of a supporter's, is read-only."""
    held = session()
    if link.purpose == LinkPurpose.GIVE_STATEMENT:
        cluster_id = held.scalar(
            sa.select(SupporterStatement.cluster_id).where(SupporterStatement.id == link.subject_id)
        )
        return live_freeze(FrozenKind.CLUSTER, cluster_id) if cluster_id is not None else None
    if link.purpose == LinkPurpose.JOIN_CLUSTER:
        return _freeze_on_joining(link)
    if link.purpose in (LinkPurpose.SIGN_APPLICATION, LinkPurpose.ACCEPT_AWARD):
        return _freeze_on_signing(link)
    school_id = link.subject_id if link.purpose == LinkPurpose.CONFIRM_SCHOOL else None
    if link.purpose == LinkPurpose.YEARLY_YES:
        school_id = held.scalar(sa.select(SchoolYear.school_id).where(SchoolYear.id == link.subject_id))
    return live_freeze(FrozenKind.SCHOOL, school_id) if school_id is not None else None


def _freeze_on_signing(link: OneTimeLink) -> Freeze | None:
    """A head signs nothing for a school, or in a cluster, that is read-only, nor while their own account is."""
    query = (
        sa.select(SignOff.school_id, Application.cluster_id)
        .join(ApplicationVersion, ApplicationVersion.id == SignOff.application_version_id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .where(SignOff.id == link.subject_id)
    )
    if link.purpose == LinkPurpose.ACCEPT_AWARD:
        query = sa.select(AwardAcceptance.school_id, Award.cluster_id).join(Award, Award.id == AwardAcceptance.award_id)
        query = query.where(AwardAcceptance.id == link.subject_id)
    row = session().execute(query).one_or_none()
    things = [(FrozenKind.PERSON, link.person_id)]
    things += [(FrozenKind.CLUSTER, row.cluster_id), (FrozenKind.SCHOOL, row.school_id)] if row is not None else []
    found = (live_freeze(kind, thing_id) for kind, thing_id in things if thing_id is not None)
    return next((freeze for freeze in found if freeze is not None), None)


def _freeze_on_joining(link: OneTimeLink) -> Freeze | None:
    """A person, a school or a cluster that is read-only joins nothing and is joined by nobody."""
    query = sa.select(ClusterMembership.cluster_id, ClusterMembership.school_id)
    row = session().execute(query.where(ClusterMembership.id == link.subject_id)).one_or_none()
    things = [(FrozenKind.PERSON, link.person_id)]
    things += [(FrozenKind.CLUSTER, row.cluster_id), (FrozenKind.SCHOOL, row.school_id)] if row is not None else []
    found = (live_freeze(kind, thing_id) for kind, thing_id in things if thing_id is not None)
    return next((freeze for freeze in found if freeze is not None), None)


def live_hiding(person_id: uuid.UUID) -> Hiding | None:
    """What keeps everything that this person wrote out of sight now."""
    return session().scalar(sa.select(Hiding).where(Hiding.person_id == person_id, Hiding.lifted_at.is_(None)))


def get_hiding(hiding_id: uuid.UUID) -> Hiding:
    """A hiding, live or ended, with its people. Raises NotFound."""
    named = (joinedload(Hiding.person), joinedload(Hiding.set_by), joinedload(Hiding.lifted_by))
    found = session().scalar(sa.select(Hiding).where(Hiding.id == hiding_id).options(*named))
    if found is None:
        raise NotFound
    return found


def count_hidden(hiding_id: uuid.UUID) -> dict[HiddenKind, int]:
    """How many things of each kind it keeps out of sight now."""
    query = sa.select(HiddenThing.kind, sa.func.count()).where(HiddenThing.hiding_id == hiding_id)
    return {row[0]: row[1] for row in session().execute(query.group_by(HiddenThing.kind).order_by(HiddenThing.kind))}


def is_held(person_id: uuid.UUID) -> bool:
    """Is the account on hold or read-only, so that nothing new is written meanwhile?"""
    status = session().scalar(sa.select(Person.status).where(Person.id == person_id))
    return status == PersonStatus.SUSPENDED or live_freeze(FrozenKind.PERSON, person_id) is not None
