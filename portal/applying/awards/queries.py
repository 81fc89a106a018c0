"""Finding decisions and awards."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload, undefer

from portal.applying.applications.models import Application
from portal.applying.awards.models import (
    FREED,
    OVER,
    Award,
    AwardAcceptance,
    AwardCondition,
    AwardStatus,
    ConditionStatus,
    Decision,
    Outcome,
)
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.models import Round
from portal.applying.reviews import links
from portal.core import clock
from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.schools.models import School
from portal.policy.people import STAFF
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST_ASKED = 1000
DAYS_BETWEEN = 3


def _along(through: InstrumentedAttribute[Any]) -> list[Any]:
    """What the policy and the pages read of the application behind a record."""
    application = joinedload(through)
    return [
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
    ]


def get_decision(decision_id: uuid.UUID) -> Decision:
    """A decision with its application. Raises NotFound."""
    query = sa.select(Decision).where(Decision.id == decision_id).options(*_along(Decision.application))
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_award(award_id: uuid.UUID) -> Award:
    """An award with its application and what each school said. Raises NotFound."""
    query = sa.select(Award).where(Award.id == award_id)
    query = query.options(
        *_along(Award.application), selectinload(Award.acceptances).joinedload(AwardAcceptance.school)
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_acceptance(award_id: uuid.UUID, school_id: uuid.UUID) -> AwardAcceptance:
    """What a school says to an award, with the award. Raises NotFound."""
    award = get_award(award_id)
    found = next((one for one in award.acceptances if one.school_id == school_id), None)
    if found is None:
        raise NotFound
    return found


def acceptance_of_link(acceptance_id: uuid.UUID | None) -> AwardAcceptance | None:
    """What the link of a head asks, as long as it is asked: the award is offered, and the school has not said yes."""
    found = session().get(AwardAcceptance, acceptance_id) if acceptance_id is not None else None
    if found is None or found.accepted_at is not None:
        return None
    award = get_award(found.award_id)
    return found if award.status == AwardStatus.OFFERED else None


def live_decision(application: Application) -> Decision | None:
    """The decision that counts now, held or released."""
    query = sa.select(Decision).where(Decision.application_id == application.id, Decision.replaced_at.is_(None))
    return session().scalar(query)


def count_decisions(application: Application) -> int:
    """How many decisions were recorded, replaced ones too: the version a form of a decision carries."""
    query = sa.select(sa.func.count()).select_from(Decision).where(Decision.application_id == application.id)
    return session().scalar(query) or 0


def released_decision(application: Application) -> Decision | None:
    """The decision that was sent last; None before the first."""
    query = sa.select(Decision).where(Decision.application_id == application.id, Decision.released_at.is_not(None))
    return session().scalars(query.order_by(Decision.released_at.desc(), Decision.id.desc()).limit(1)).first()


class Sent(NamedTuple):
    """An outcome that was sent, as `letters.words.called` names it, and how its award stands, if there is one."""

    outcome: Outcome
    to_revise: bool
    award: AwardStatus | None = None


def outcomes_sent(application_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Sent]:
    """By application, for at most a thousand, the outcome that was sent last. At most one statement."""
    if not application_ids:
        return {}
    rows = fetch(_sent(), {"ids": list(application_ids)[:MOST_ASKED]})
    return {row[0]: Sent(row[1], bool(row[2]), row[3]) for row in rows}


@cache
def _sent() -> Any:
    here = Decision.application_id.in_(sa.bindparam("ids", expanding=True, type_=Key()))
    query = sa.select(Decision.application_id, Decision.outcome, Decision.to_revise, Award.status)
    query = query.outerjoin(Award, Award.application_id == Decision.application_id)
    query = query.where(here, Decision.released_at.is_not(None))
    return query.order_by(Decision.released_at, Decision.id).limit(10 * MOST_ASKED)


def why_changed(decision: Decision) -> str:
    """Why the decision before this one was replaced, where it was not sent; empty for the first."""
    query = sa.select(Decision.replaced_because).where(
        Decision.application_id == decision.application_id, Decision.released_at.is_(None), Decision.id < decision.id
    )
    return session().scalars(query.order_by(Decision.id.desc()).limit(1)).first() or ""


def award_of(application: Application) -> Award | None:
    """The award of an application, with what each school said."""
    query = sa.select(Award).where(Award.application_id == application.id)
    return session().scalar(query.options(selectinload(Award.acceptances).joinedload(AwardAcceptance.school)))


def list_second_people(application: Application, *, but: uuid.UUID | None) -> Sequence[uuid.UUID]:
    """Members of the programme's staff who can release: not the decider, and nobody with a tie to the cluster."""
    theirs = links.people_of(application.cluster_id)
    query = (
        sa.select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role.in_(STAFF),
            RoleGrant.ended_at.is_(None),
            Person.status == PersonStatus.ACTIVE,
            Person.id != but,
            Person.id.not_in(theirs),
        )
    )
    return session().scalars(query.distinct().order_by(Person.id).limit(200)).all()


def live_partnership(cluster_id: uuid.UUID) -> Partnership | None:
    """The oldest partnership of this cluster that has begun and has not ended."""
    query = sa.select(Partnership).where(
        Partnership.cluster_id == cluster_id,
        Partnership.status.not_in([PartnershipStatus.ENDED, PartnershipStatus.EXPLORING]),
    )
    return session().scalars(query.order_by(Partnership.id).limit(1)).first()


# the budget and the reserve list of a round


@dataclass(frozen=True)
class LineState:
    """A line of the budget: how much there is, how much held and sent decisions give away. Awards that were declined, lapsed or taken back give nothing.
    `unknown`: given to clusters that somebody has a conflict with; it is in no figure that they read, and cannot be given twice."""

    id: uuid.UUID
    name: str
    amount: int
    given: int
    unknown: int = 0

    @property
    def left(self) -> int:
        return self.amount - self.given

    def holds(self, amount: int) -> bool:
        """Is there really so much left?"""
        return amount <= self.left - self.unknown


def budget(
    round_id: uuid.UUID, *, but: uuid.UUID | None = None, kept_from: Collection[uuid.UUID] = ()
) -> list[LineState]:
    """The lines of the budget as they stand, without what the application `but` takes. `kept_from`: the clusters that who asks has a conflict with. One
    statement."""
    here = Application.cluster_id.not_in(list(kept_from))
    known, unknown = (
        sa.func.sum(sa.case((which, Decision.amount), else_=0)).label(name)
        for name, which in (("given", here), ("unknown", sa.not_(here)))
    )
    given = (
        sa.select(Decision.funding_line_id, known, unknown)
        .join(Application, Application.id == Decision.application_id)
        .outerjoin(Award, Award.application_id == Decision.application_id)
        .where(
            Decision.round_id == round_id,
            Decision.replaced_at.is_(None),
            Decision.funding_line_id.is_not(None),
            sa.or_(Award.id.is_(None), Award.status.not_in(FREED)),
        )
        .group_by(Decision.funding_line_id)
    )
    if but is not None:
        given = given.where(Decision.application_id != but)
    summed = given.subquery()
    query = (
        sa.select(
            FundingLine.id,
            FundingLine.name,
            FundingLine.amount,
            sa.func.coalesce(summed.c.given, 0),
            sa.func.coalesce(summed.c.unknown, 0),
        )
        .outerjoin(summed, summed.c.funding_line_id == FundingLine.id)
        .where(FundingLine.round_id == round_id)
        .order_by(FundingLine.id)
        .limit(100)
    )
    return [LineState(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in session().execute(query)]


def list_reserve(round_id: uuid.UUID) -> Sequence[Decision]:
    """Who waits on the reserve list of a round, in its order: the results were sent and nothing has followed."""
    query = sa.select(Decision).where(
        Decision.round_id == round_id,
        Decision.outcome == Outcome.RESERVE,
        Decision.released_at.is_not(None),
        Decision.replaced_at.is_(None),
    )
    query = query.options(joinedload(Decision.application).joinedload(Application.cluster))
    return session().scalars(query.order_by(Decision.reserve_place, Decision.id).limit(200)).all()


def holder_of_place(round_id: uuid.UUID, place: int) -> uuid.UUID | None:
    """The application that holds this place on the reserve list."""
    query = sa.select(Decision.application_id).where(
        Decision.round_id == round_id, Decision.reserve_place == place, Decision.replaced_at.is_(None)
    )
    return session().scalar(query)


def next_place(round_id: uuid.UUID, kept_from: Collection[uuid.UUID] = ()) -> int:
    """The first number after those that are taken on the reserve list, as far as who asks may know it (`kept_from`: the clusters they have a conflict with)."""
    query = sa.select(sa.func.max(Decision.reserve_place)).join(Decision.application)
    query = query.where(
        Decision.round_id == round_id,
        Decision.replaced_at.is_(None),
        Application.cluster_id.not_in(list(kept_from)),
    )
    return (session().scalar(query) or 0) + 1


def count_ready(round_id: uuid.UUID) -> int:
    """How many letters of this round were read and wait to be sent."""
    query = sa.select(sa.func.count()).select_from(Decision)
    return (
        session().scalar(
            query.where(
                Decision.round_id == round_id,
                Decision.replaced_at.is_(None),
                Decision.released_at.is_(None),
                Decision.letter_read_at.is_not(None),
            )
        )
        or 0
    )


# conditions


def get_condition(condition_id: uuid.UUID) -> AwardCondition:
    """A condition with its decision and application. Raises NotFound."""
    through = joinedload(AwardCondition.decision)
    query = sa.select(AwardCondition).where(AwardCondition.id == condition_id)
    application = through.joinedload(Decision.application)
    query = query.options(
        joinedload(AwardCondition.school),
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_conditions(decision_id: uuid.UUID) -> Sequence[AwardCondition]:
    """The conditions of a decision, in their order."""
    query = sa.select(AwardCondition).where(AwardCondition.decision_id == decision_id)
    query = query.options(joinedload(AwardCondition.school)).order_by(AwardCondition.number, AwardCondition.id)
    return session().scalars(query.limit(100).execution_options(populate_existing=True)).all()


def list_open_conditions(application_id: uuid.UUID) -> Sequence[AwardCondition]:
    """The conditions of an application that wait for their school or for the programme, of whichever decision."""
    waits = AwardCondition.status.in_((ConditionStatus.OPEN, ConditionStatus.REPORTED))
    query = sa.select(AwardCondition).join(Decision, Decision.id == AwardCondition.decision_id)
    query = query.where(Decision.application_id == application_id, waits).order_by(AwardCondition.id)
    return session().scalars(query.limit(100)).all()


def list_to_remind() -> Sequence[uuid.UUID]:
    """Open conditions of decisions that count, due within a week or late, of which nobody was reminded."""
    query = sa.select(AwardCondition.id).join(Decision, Decision.id == AwardCondition.decision_id)
    query = query.where(
        AwardCondition.status == ConditionStatus.OPEN,
        AwardCondition.reminded_at.is_(None),
        AwardCondition.due_on <= clock.today() + timedelta(days=7),
        Decision.released_at.is_not(None),
        Decision.replaced_at.is_(None),
        ~sa.exists().where(Award.application_id == Decision.application_id, Award.status.in_(OVER)),
    )
    return session().scalars(query.order_by(AwardCondition.id).limit(500)).all()


def list_late_conditions() -> Sequence[uuid.UUID]:
    """Open conditions of decisions that count, whose day has passed and of which nobody was told that; three days after the school was reminded, or later."""
    query = sa.select(AwardCondition.id).join(Decision, Decision.id == AwardCondition.decision_id)
    query = query.where(
        AwardCondition.status == ConditionStatus.OPEN,
        AwardCondition.late_at.is_(None),
        AwardCondition.reminded_at <= clock.now() - timedelta(days=DAYS_BETWEEN),
        AwardCondition.due_on < clock.today(),
        Decision.released_at.is_not(None),
        Decision.replaced_at.is_(None),
        ~sa.exists().where(Award.application_id == Decision.application_id, Award.status.in_(OVER)),
    )
    return session().scalars(query.order_by(AwardCondition.id).limit(500)).all()


def lead_school(application: Application) -> uuid.UUID:
    """The lead school of the cluster; without one its first member school."""
    led: uuid.UUID | None = application.cluster.lead_school_id
    if led is not None:
        return led
    first: uuid.UUID = min(m.school_id for m in application.cluster.live_memberships())
    return first


# awards and the clock


def list_signatures(award_id: uuid.UUID) -> list[tuple[str, str, datetime]]:
    """Each school's yes: name of the school, of who signed, when; by name."""
    query = (
        sa.select(School.name, Person.name, AwardAcceptance.accepted_at)
        .join(School, School.id == AwardAcceptance.school_id)
        .outerjoin(Person, Person.id == AwardAcceptance.person_id)
        .where(AwardAcceptance.award_id == award_id, AwardAcceptance.accepted_at.is_not(None))
        .order_by(School.name, School.id)
        .limit(200)
    )
    return [(school, person or "", at) for school, person, at in session().execute(query) if at is not None]


def list_offered() -> Sequence[uuid.UUID]:
    """Awards that wait for a yes and have a day for it within two weeks or behind them."""
    query = sa.select(Award.id).where(
        Award.status == AwardStatus.OFFERED, Award.accept_by <= clock.today() + timedelta(days=15)
    )
    return session().scalars(query.order_by(Award.id).limit(1000)).all()


def list_offered_to(cluster_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The awards that are offered to this cluster and wait for its schools, oldest first."""
    query = sa.select(Award.id).where(Award.cluster_id == cluster_id, Award.status == AwardStatus.OFFERED)
    return session().scalars(query.order_by(Award.id).limit(50)).all()


def list_to_start() -> Sequence[uuid.UUID]:
    """Accepted awards that may begin."""
    query = sa.select(Award.id).where(
        Award.status == AwardStatus.ACCEPTED, sa.or_(Award.starts_on.is_(None), Award.starts_on <= clock.today())
    )
    return session().scalars(query.order_by(Award.id).limit(1000)).all()


def list_sealed(*, after: uuid.UUID | None = None, limit: int = 100) -> Sequence[Award]:
    """Awards with their sealed agreements, by id, from after this one on."""
    query = sa.select(Award).where(Award.agreement_digest.is_not(None))
    if after is not None:
        query = query.where(Award.id > after)
    return session().scalars(query.options(undefer(Award.agreement)).order_by(Award.id).limit(limit)).all()
