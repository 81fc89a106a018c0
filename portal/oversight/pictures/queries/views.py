"""What of a round a person may see, as every query of this room asks for it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import BLIND_PHASE, SCORED, Application
from portal.applying.programmes.models import Round, RoundStatus
from portal.applying.reviews.ranking import SEEN
from portal.applying.reviews.seeing import sees_open_scores
from portal.core import clock
from portal.core.database import fetch, first
from portal.core.events import Event
from portal.oversight.audit.models import AuditEntry
from portal.policy import Action, allows
from portal.policy.people import SignedIn
from portal.policy.predicates import is_kept_blind

LEAD_ON = (Action.ALLOCATION_VIEW, Action.AWARD_REPORT_LIST)
"""What decides whether words of a picture lead to who reads an application, and to awards, their conditions and reports."""


@dataclass(frozen=True)
class View:
    """A round through the eyes of one person: `away` are the clusters that are absent for them.

    `sees_names`: false for who may not know yet who applies to a blind round: its applications are absent until their reviews are closed.
    `sees_open_scores`: scores of applications whose reviews are still being written. `sees_held`: decisions that were not sent yet. `mark`: the newest
    fact of the wing, see `latest_mark`. `opens`: of `LEAD_ON`, what they may do in this round: words lead only to pages that open.
    """

    planned: Round
    away: frozenset[uuid.UUID]
    sees_open_scores: bool
    sees_held: bool
    at: datetime
    mark: uuid.UUID | None = None
    sees_names: bool = True
    opens: frozenset[Action] = frozenset()

    def readers_of(self, application_id: uuid.UUID) -> str:
        """Where this person sees who reads an application: where reviewers are chosen, else its page at the panel."""
        page = "reviewers" if Action.ALLOCATION_VIEW in self.opens else "panel"
        return f"/applications/{application_id}/{page}"

    @property
    def key(self) -> tuple[Any, ...]:
        """What two people have in common to whom the same is shown."""
        return (
            self.planned.id,
            self.away,
            self.sees_open_scores,
            self.sees_held,
            self.sees_names,
            self.opens,
            self.mark,
        )


def view_of(planned: Round, person: SignedIn) -> View:
    """The round for this person: moderators, managers and auditors see scores at once and decisions that are held, officers when they are closed."""
    whole = sees_open_scores(person)
    knows = not (planned.reads_blind and is_kept_blind(person))
    opens = frozenset(action for action in LEAD_ON if allows(person, action, planned))
    return View(planned, person.kept_from, whole, whole, clock.now(), latest_mark(), knows, opens)


def in_round(view: View) -> list[sa.ColumnElement[bool]]:
    """The applications of the round that this person may know of at all."""
    where: list[sa.ColumnElement[bool]] = [Application.round_id == view.planned.id]
    if not view.sees_names:
        where.append(Application.stage.not_in(BLIND_PHASE))
    return [*where, Application.cluster_id.not_in(list(view.away))] if view.away else where


def with_scores(view: View) -> list[sa.ColumnElement[bool]]:
    """Those of them whose scores this person may see."""
    return [*in_round(view), Application.stage.in_(SEEN if view.sees_open_scores else SCORED)]


def round_before(planned: Round) -> Any:
    """(id, closes_at, grace_minutes) of the round of this programme that closed last before this one; None for the first."""
    query = sa.select(Round.id, Round.closes_at, Round.grace_minutes).where(
        Round.programme_id == planned.programme_id,
        Round.closes_at < planned.closes_at,
        Round.status != RoundStatus.DRAFT,
    )
    return first(query.order_by(Round.closes_at.desc(), Round.id).limit(1))


def latest_mark() -> uuid.UUID | None:
    """The newest entry in the record about programmes, applications, reviews, decisions and awards: as long as it is the same, nothing has happened."""
    found = [row.id for row in fetch(_latest()) if row.id is not None]
    return max(found, default=None)


@cache
def _latest() -> Any:
    """One look into the index for each kind of fact of the wing, however long the record is. Written as a range: with "=" PostgreSQL went through the whole
    record by its ids."""
    kinds = sa.values(sa.column("kind", sa.String()), name="kinds").data([(kind,) for kind in _kinds(Event)]).cte()
    newest = (
        sa.select(AuditEntry.id)
        .where(AuditEntry.kind.between(kinds.c.kind, kinds.c.kind))
        .order_by(AuditEntry.kind.desc(), AuditEntry.id.desc())
        .limit(1)
        .correlate(kinds)
        .scalar_subquery()
    )
    return sa.select(newest.label("id")).select_from(kinds)


def _kinds(kind: type[Event]) -> Sequence[str]:
    """The kinds of facts of the wing of programmes, in the order of the alphabet."""
    below = {name for inner in kind.__subclasses__() for name in _kinds(inner)}
    own = {kind.kind()} if kind.__module__.startswith("portal.applying.") else set()
    return sorted(below | own)
