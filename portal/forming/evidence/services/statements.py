"""Letters of support: asked for by mail, given through a link that works once, by someone who needs no account."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import fold, fold_email
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import list_people_of_schools
from portal.forming.evidence import events, queries
from portal.forming.evidence.models import EvidenceHeading, StatementStatus, SupporterStatement
from portal.forming.evidence.workflow import STATEMENT
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.organisations.models import Organisation
from portal.identity.organisations.queries import find_by_name, find_live
from portal.policy.people import SignedIn

ANSWER_WITHIN = timedelta(days=30)
VALID_FOR = timedelta(days=365)
MOST_WAITING = 20

Write = Callable[[str, SupporterStatement, str], None]
"""`write(kind, statement, token)` puts the mail to the supporter into the outbox, in this transaction."""


def text_to_vouch_for(cluster: Cluster, heading: EvidenceHeading) -> str:
    """Exactly what the supporter is shown and vouches for."""
    schools = "; ".join(m.school.name for m in cluster.live_memberships() if m.side == Side.HOME)
    lines = [
        _("The cluster “%(name)s” works on the theme “%(theme)s”.", name=cluster.name, theme=cluster.theme),
        _("Its schools: %(schools)s.", schools=schools),
    ]
    if cluster.rationale:
        lines.append(_("What binds them: %(rationale)s", rationale=cluster.rationale))
    lines.append(
        _(
            "The letter of support is for the heading “%(heading)s”: %(guidance)s",
            heading=heading.title,
            guidance=heading.guidance,
        )
    )
    return "\n\n".join(lines)


def mark_of(text: str) -> str:
    """A mark by which a form tells which text was shown."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def ask_statement(
    cluster: Cluster,
    *,
    by: SignedIn,
    heading_id: uuid.UUID,
    organisation: str,
    organisation_kind: str,
    email: str,
    write: Write,
    organisation_id: uuid.UUID | None = None,
) -> SupporterStatement:
    """Ask someone outside the schools for a letter of support; they get a mail with a link. `organisation_id`: which one of the list was chosen; it counts
    as long as the name is its own."""
    heading = queries.get_heading(heading_id)
    if heading is None:
        raise RuleBroken("heading", _("Choose a heading."))
    address = fold_email(email)
    if _is_of_the_schools(cluster, address):
        raise RuleBroken(
            "email", _("A letter of support comes from outside the schools of the cluster. Ask somebody else.")
        )
    waiting = [s for s in queries.list_statements(cluster.id) if s.status == StatementStatus.ASKED]
    if any(s.supporter_email == address and s.heading_id == heading_id for s in waiting):
        raise RuleBroken("email", _("This person has been asked already. You can send the link again."))
    if len(waiting) >= MOST_WAITING:
        raise RuleBroken(
            None, _("Many requests are waiting. Wait for answers, or take some back, before you ask more.")
        )
    known = _known(organisation, organisation_id)
    statement = SupporterStatement(
        cluster_id=cluster.id,
        heading_id=heading_id,
        asked_by_id=by.id,
        asked_by_school_id=next(
            (m.school_id for m in cluster.live_memberships() if m.school_id in by.memberships), None
        ),
        organisation=organisation,
        organisation_kind=organisation_kind,
        organisation_id=known.id if known is not None else None,
        supporter_email=address,
        text_shown=text_to_vouch_for(cluster, heading),
        expires_at=clock.now() + ANSWER_WITHIN,
    )
    session().add(statement)
    session().flush()
    _send_link("statement_asked", statement, write)
    _settle_older(cluster, statement, by)
    record(_fact(events.StatementAsked, statement, by))
    return statement


def _is_of_the_schools(cluster: Cluster, address: str) -> bool:
    """Is this the address of somebody of a school of the cluster? Nobody vouches for their own cluster."""
    schools = [m.school_id for m in cluster.live_memberships()]
    return any(member.person.email == address for member in list_people_of_schools(schools))


def _known(name: str, organisation_id: uuid.UUID | None) -> Organisation | None:
    """The organisation of the list that is meant: the one that was chosen, where the name is still its own, else the only one of that name."""
    chosen = find_live(organisation_id)
    return chosen if chosen is not None and fold(chosen.name) == fold(name) else find_by_name(name)


def _send_link(kind: str, statement: SupporterStatement, write: Write) -> None:
    token = links.make_link(LinkPurpose.GIVE_STATEMENT, subject_id=statement.id, address=statement.supporter_email)
    write(kind, statement, token)


def _fact(kind: type[Event], statement: SupporterStatement, by: Actor, **facts: Any) -> Event:
    return kind(
        by_id=by.id,
        cluster_id=statement.cluster_id,
        school_id=statement.asked_by_school_id,
        subject_id=statement.id,
        **facts,
    )


def ask_again(statement: SupporterStatement, *, by: SignedIn, write: Write) -> None:
    """Send a new link, with the cluster's words as they are now; the older link is dead."""
    if statement.status != StatementStatus.ASKED:
        raise RuleBroken(None, _("This letter of support was answered already, or is no longer needed."))
    statement.text_shown = text_to_vouch_for(statement.cluster, statement.heading)
    statement.expires_at = clock.now() + ANSWER_WITHIN
    _send_link("statement_asked", statement, write)
    record(_fact(events.StatementAskedAgain, statement, by))


def remind_of_lapsed(statement: SupporterStatement, *, by: Actor) -> None:
    """A year after it was given the coordinator is asked to have it given anew, with everything filled in."""
    today = clock.today(statement.cluster.zone)
    if statement.status != StatementStatus.GIVEN or statement.valid_until is None or statement.valid_until >= today:
        return
    duty.owe(
        DutyKind.RENEW_STATEMENT,
        subject_id=statement.id,
        cluster_id=statement.cluster_id,
        office="contact_teacher",
        title=statement.organisation,
    )
    record(_fact(events.StatementLapsed, statement, by))


def _settle_older(cluster: Cluster, made: SupporterStatement, by: Actor) -> None:
    """Who is asked anew need not be asked again for the older letter."""
    for older in queries.list_statements(cluster.id):
        if (older.heading_id, older.supporter_email) == (made.heading_id, made.supporter_email):
            duty.settle(DutyKind.RENEW_STATEMENT, older.id, by=by, outcome="asked anew")


def withdraw_statement(statement: SupporterStatement, *, by: SignedIn) -> None:
    """Take a request back, or take a given letter out."""
    STATEMENT.advance(statement, "withdraw")
    duty.settle(DutyKind.RENEW_STATEMENT, statement.id, by=by, outcome="withdrawn")
    record(_fact(events.StatementWithdrawn, statement, by))


def give_statement(
    link: OneTimeLink,
    *,
    by: Actor,
    shown: str,
    name: str,
    post: str,
    organisation: str,
    how_known: str,
    what_supported: str,
    what_offered: str,
    write: Write,
    organisation_id: uuid.UUID | None = None,
) -> SupporterStatement:
    """The supporter vouches for the text that was shown; a new link lets them take it back."""
    statement = _of(link)
    if mark_of(statement.text_shown) != shown:
        raise RuleBroken(None, _("The text above has changed since you opened the page. Please read it again."))
    links.use_link(link)
    at = clock.now()
    known = _known(organisation, organisation_id or statement.organisation_id)
    STATEMENT.advance(
        statement,
        "give",
        supporter_name=name,
        supporter_post=post,
        organisation=organisation,
        organisation_id=known.id if known is not None else None,
        how_known=how_known,
        what_supported=what_supported,
        what_offered=what_offered,
        given_at=at,
        valid_until=(at + VALID_FOR).date(),
    )
    _send_link("statement_thanks", statement, write)
    record(_fact(events.StatementGiven, statement, by))
    return statement


def decline_statement(link: OneTimeLink, *, by: Actor, reason: str = "") -> SupporterStatement:
    """The supporter says no."""
    statement = _of(link)
    links.use_link(link)
    STATEMENT.advance(statement, "decline", what_supported=reason)
    record(_fact(events.StatementDeclined, statement, by))
    return statement


def take_back_statement(link: OneTimeLink, *, by: Actor) -> SupporterStatement:
    """The supporter takes back what they gave."""
    statement = _of(link)
    links.use_link(link)
    STATEMENT.advance(statement, "withdraw")
    record(_fact(events.StatementWithdrawn, statement, by, by_supporter=True))
    return statement


def _of(link: OneTimeLink) -> SupporterStatement:
    statement = queries.statement_of_link(link.subject_id)
    if statement is None:
        raise RuleBroken(None, _("This link was used already, or is too old. Ask for a new one."))
    return statement


def expire_statement(statement: SupporterStatement, *, by: Actor) -> None:
    """Nobody answered in time."""
    if statement.expires_at > clock.now():
        return
    STATEMENT.advance(statement, "expire")
    record(_fact(events.StatementExpired, statement, by))
