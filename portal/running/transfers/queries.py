"""Which countries a school has to read about, and what it has read."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.partnerships.models import Partnership, PartnershipStatus
from portal.running.transfers.models import TransferNote, TransferRule

MOST = 60


@dataclass(frozen=True)
class Transfer:
    """A school and a country: the rule, and who read it last for the school and when (None: nobody, in this version)."""

    school_id: uuid.UUID
    school_name: str
    rule: TransferRule
    read_by: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class Owed:
    """A school of mine that has to read about a country."""

    school_id: uuid.UUID
    school_name: str
    rule_id: uuid.UUID
    country: str


def get_rule(rule_id: uuid.UUID) -> TransferRule:
    """Raises NotFound."""
    found = session().get(TransferRule, rule_id)
    if found is None:
        raise NotFound
    return found


def get_transfer(school_id: uuid.UUID, rule_id: uuid.UUID) -> Transfer:
    """The page of a school and a country. Raises NotFound, also for the school's own country and for one that is covered."""
    name = session().execute(sa.select(School.name, School.country).where(School.id == school_id)).first()
    rule = get_rule(rule_id)
    if name is None or rule.is_covered or rule.country == name.country:
        raise NotFound
    note = session().scalar(_notes(rule).where(TransferNote.school_id == school_id))
    if note is None:
        return Transfer(school_id, name.name, rule)
    return Transfer(school_id, name.name, rule, note.person.name, note.created_at)


def _notes(rule: TransferRule) -> Any:
    query = sa.select(TransferNote).options(joinedload(TransferNote.person).load_only(Person.name))
    return query.where(TransferNote.rule_id == rule.id, TransferNote.rule_version == rule.version)


def list_rules() -> Sequence[TransferRule]:
    """Every country, by its code."""
    return session().scalars(sa.select(TransferRule).order_by(TransferRule.country).limit(400)).all()


def rule_of(country: str) -> TransferRule | None:
    """What holds for a country."""
    return session().scalar(sa.select(TransferRule).where(TransferRule.country == country))


def owed_between(school_ids: Iterable[uuid.UUID], country: str) -> Sequence[Owed]:
    """Which of these schools have not read what is shared with schools in this country. One statement."""
    return _owed(sorted(school_ids), TransferRule.country == country)


def owed_in(cluster_id: uuid.UUID, school_ids: Iterable[uuid.UUID]) -> Sequence[Owed]:
    """Which of these schools have not read about which countries of the schools that share this cluster's board. One statement."""
    live = Partnership.status != PartnershipStatus.ENDED
    ours = sa.select(Partnership.partner_cluster_id).where(Partnership.cluster_id == cluster_id, live)
    theirs = sa.select(Partnership.cluster_id).where(Partnership.partner_cluster_id == cluster_id, live)
    shared = ClusterMembership.cluster_id.in_(sa.union_all(sa.select(sa.literal(cluster_id, Key())), ours, theirs))
    there = sa.select(School.country).join(ClusterMembership, ClusterMembership.school_id == School.id)
    countries = there.where(shared, ClusterMembership.status.in_(LIVE))
    return _owed(sorted(school_ids), TransferRule.country.in_(countries))


def owed_to_cluster(cluster_id: uuid.UUID, school_ids: Iterable[uuid.UUID]) -> Sequence[Owed]:
    """Which of these schools have not read about which countries of the schools of another cluster. One statement."""
    there = sa.select(School.country).join(ClusterMembership, ClusterMembership.school_id == School.id)
    countries = there.where(ClusterMembership.cluster_id == cluster_id, ClusterMembership.status.in_(LIVE))
    return _owed(sorted(school_ids), TransferRule.country.in_(countries))


def _owed(school_ids: Sequence[uuid.UUID], which: Any) -> Sequence[Owed]:
    noted = sa.exists().where(
        TransferNote.school_id == School.id,
        TransferNote.rule_id == TransferRule.id,
        TransferNote.rule_version == TransferRule.version,
    )
    query = sa.select(School.id, School.name, TransferRule.id, TransferRule.country)
    query = query.join(TransferRule, TransferRule.country != School.country)
    owing = query.where(School.id.in_(school_ids), TransferRule.is_covered.is_(False), which, ~noted)
    rows = session().execute(owing.order_by(TransferRule.country, School.name, School.id).limit(MOST))
    return [Owed(*row) for row in rows]
