"""How the results of a round have reached people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.oversight.incoming.models import MailTrouble
from portal.oversight.notifications.models import Notification
from portal.policy.people import SignedIn

KIND = "results_sent"
NOT_REACHED = ("failed", "came_back")


@dataclass(frozen=True)
class Told:
    """One person who was told, and how far the word got. `state`: opened, sent, waiting, failed, came_back, on_page (no mail wanted)."""

    cluster_name: str
    name: str
    told_at: datetime
    state: str
    at: datetime | None
    words: str


def page_of_told(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[Any]:
    """Everyone who was told of a result of this round, newest first, without what the person has a conflict with. One statement."""
    return page_by_key(_told(planned, person), Notification.id, after=after, newest_first=True, rows=True)


def list_not_reached(planned: Round, person: SignedIn) -> list[Told]:
    """Whose mail could not be sent or comes back, and who has not opened the page either: newest first, at most 100. One statement."""
    query = _told(planned, person).where(
        Notification.read_at.is_(None), sa.or_(OutboxMail.failed_at.is_not(None), MailTrouble.last_on.is_not(None))
    )
    rows = session().execute(query.order_by(Notification.id.desc()).limit(100)).all()
    return [one for one in map(as_told, rows) if one.state in NOT_REACHED]


def _told(planned: Round, person: SignedIn) -> Any:
    return (
        sa.select(
            Cluster.name,
            Person.name,
            Notification.created_at,
            Notification.read_at,
            OutboxMail.sent_at,
            OutboxMail.failed_at,
            OutboxMail.last_error,
            OutboxMail.id,
            MailTrouble.last_on,
        )
        .select_from(Notification)
        .join(Person, Person.id == Notification.person_id)
        .join(Decision, Decision.id == Notification.subject_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(OutboxMail, OutboxMail.once == Notification.once)
        .outerjoin(MailTrouble, MailTrouble.person_id == Person.id)
        .where(
            Notification.kind == KIND,
            Decision.round_id == planned.id,
            Cluster.id.not_in(list(person.kept_from)),
        )
    )


def as_told(row: Any) -> Told:
    """A row in words."""
    cluster, name, told_at, read_at, sent_at, failed_at, error, mail_id, troubled_on = row
    state, at = _state(told_at, read_at, sent_at, failed_at, mail_id, troubled_on)
    return Told(str(cluster), str(name), told_at, state, at, str(error or ""))


def _state(
    told_at: Any, read_at: Any, sent_at: Any, failed_at: Any, mail_id: Any, troubled_on: Any
) -> tuple[str, datetime | None]:
    if read_at is not None:
        return "opened", read_at
    if failed_at is not None:
        return "failed", failed_at
    if troubled_on is not None and troubled_on >= told_at.date():
        return "came_back", None
    if sent_at is not None:
        return "sent", sent_at
    return ("waiting", None) if mail_id is not None else ("on_page", None)
