"""Finding tasks and classes of a partnership, and which school has not named a class yet."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.running.partnerships.models import PairStatus, Partnership, PartnershipShape, PartnershipStatus
from portal.running.partnerships.queries import Network, NetworkSchool
from portal.running.plans.models import OPEN, ProjectClass, Task, TaskKind

MOST = 500


@dataclass(frozen=True)
class SchoolClass:
    """A school of the project and the class it brings; None while it has not named one."""

    school: NetworkSchool
    named: ProjectClass | None


def get_task(cluster_id: uuid.UUID, task_id: uuid.UUID) -> Task:
    """A task of a partnership of this cluster, with its schools. Raises NotFound."""
    query = (
        _loaded()
        .join(Task.partnership)
        .where(Task.id == task_id, Partnership.cluster_id == cluster_id)
        .options(
            contains_eager(Task.partnership).options(
                joinedload(Partnership.cluster).selectinload(Cluster.offices), selectinload(Partnership.pairs)
            )
        )
    )
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def list_tasks(partnership_id: uuid.UUID, kind: TaskKind) -> Sequence[Task]:
    """The tasks of a partnership of one kind, by their day; those that are over last."""
    query = _loaded().where(Task.partnership_id == partnership_id, Task.kind == kind)
    over = Task.status.not_in(sorted(OPEN))
    return session().scalars(query.order_by(over, Task.due_on, Task.id).limit(MOST)).all()


def list_open_tasks(partnership_ids: Collection[uuid.UUID]) -> Sequence[Task]:
    """The tasks of these partnerships with which something is still to do."""
    query = _loaded().where(Task.partnership_id.in_(sorted(partnership_ids)), Task.status.in_(sorted(OPEN)))
    return session().scalars(query.order_by(Task.id).limit(MOST)).all()


def list_open_tasks_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Task]:
    """The open tasks of a school, or for it, in the partnerships of a cluster."""
    query = (
        _loaded()
        .join(Task.partnership)
        .where(
            sa.or_(Partnership.cluster_id == cluster_id, Partnership.partner_cluster_id == cluster_id),
            sa.or_(Task.school_id == school_id, Task.for_school_id == school_id),
            Task.status.in_(sorted(OPEN)),
        )
    )
    return session().scalars(query.order_by(Task.id).limit(MOST)).all()


def _loaded() -> Any:
    return sa.select(Task).options(joinedload(Task.school), joinedload(Task.for_school), joinedload(Task.asked_by))


def list_classes(partnership_id: uuid.UUID) -> Sequence[ProjectClass]:
    """The classes that were named, by school."""
    query = sa.select(ProjectClass).where(ProjectClass.partnership_id == partnership_id)
    return session().scalars(query.order_by(ProjectClass.school_id).limit(MOST)).all()


def class_of(partnership_id: uuid.UUID, school_id: uuid.UUID) -> ProjectClass | None:
    """The class that a school has named."""
    where = (ProjectClass.partnership_id == partnership_id, ProjectClass.school_id == school_id)
    return session().scalars(sa.select(ProjectClass).where(*where)).one_or_none()


def classes_by_school(partnership_id: uuid.UUID, network: Network) -> list[SchoolClass]:
    """Every school of the project with its class, in the order of names."""
    named = {one.school_id: one for one in list_classes(partnership_id)}
    return [SchoolClass(school, named.get(school.id)) for school in network.schools if not school.is_invited]


def paired_schools(partnership: Partnership, network: Network) -> list[NetworkSchool]:
    """The schools here that have a pair of their own: for these the others can do something."""
    paired = {pair.home_school_id for pair in partnership.pairs if pair.status == PairStatus.AGREED}
    return [school for school in schools_at_home(network) if school.id in paired]


def schools_at_home(network: Network) -> list[NetworkSchool]:
    """The schools here, without those that are only invited."""
    return [school for school in network.schools if not school.is_partner and not school.is_invited]


def needs_classes(partnership: Partnership) -> bool:
    """Is it a joint project that goes on? Then every school names a class."""
    return partnership.shape == PartnershipShape.JOINT and partnership.status == PartnershipStatus.ACTIVE


def list_with_classes_to_ask(after: uuid.UUID | None, *, limit: int) -> Sequence[Partnership]:
    """Joint projects that go on, and whatever else still asks a school for a class, in the order of their keys."""
    asked = sa.exists().where(
        Duty.kind == DutyKind.NAME_CLASS, Duty.subject_id == Partnership.id, Duty.closed_at.is_(None)
    )
    joint = sa.and_(Partnership.shape == PartnershipShape.JOINT, Partnership.status == PartnershipStatus.ACTIVE)
    query = sa.select(Partnership).where(sa.or_(joint, asked))
    if after is not None:
        query = query.where(Partnership.id > after)
    return session().scalars(query.order_by(Partnership.id).limit(limit)).all()


def schools_with_a_class(partnership_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(partnership, school) of the classes that were named."""
    query = sa.select(ProjectClass.partnership_id, ProjectClass.school_id)
    rows = session().execute(query.where(ProjectClass.partnership_id.in_(sorted(partnership_ids))).limit(50_000))
    return {(partnership_id, school_id) for partnership_id, school_id in rows}


def schools_asked_for_a_class(partnership_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(partnership, school) of those that are asked for a class now."""
    query = sa.select(Duty.subject_id, Duty.school_id).where(
        Duty.kind == DutyKind.NAME_CLASS, Duty.subject_id.in_(sorted(partnership_ids)), Duty.closed_at.is_(None)
    )
    return {(subject, school) for subject, school in session().execute(query.limit(50_000)) if school is not None}
