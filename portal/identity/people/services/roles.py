"""Roles of the programme: proposed by one, confirmed by another, withdrawn."""

import uuid
from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.accounts import services as accounts
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.people import events, queries
from portal.identity.people.models import ProposalStatus, RoleProposal
from portal.identity.people.workflow import PROPOSAL
from portal.policy.people import Role

DAYS_TO_CONFIRM = 5


def propose_role(
    person: Person, *, by: Actor, role: Role, vouched_by: str, evidence: str, authority_code: str = ""
) -> RoleProposal:
    """Ask that the person gets a role. Each administrator and programme manager but the two concerned owes the confirmation; the first settles it."""
    if person.status != PersonStatus.ACTIVE:
        raise NotAllowedNow(_("This account is not open, so it can get no role."))
    if by.id == person.id:
        raise RuleBroken(None, _("Nobody proposes a role for themselves."))
    if queries.has_live_role(person.id, role):
        raise RuleBroken("role", _("This person has the role already."))
    if queries.is_proposed(person.id, role):
        raise RuleBroken("role", _("This role is proposed already. It waits for a second person."))
    code = _authority(role, authority_code)
    made = RoleProposal(
        person_id=person.id,
        role=role,
        authority_code=code,
        vouched_by=vouched_by,
        evidence=evidence,
        status=ProposalStatus.PROPOSED,
        proposed_by_id=_id(by),
    )
    session().add(made)
    session().flush()
    for second in queries.second_people(but=[by.id, person.id]):
        duty.owe(
            DutyKind.CONFIRM_ROLE,
            subject_id=made.id,
            title=person.name,
            person_id=second,
            asked_by_id=by.id,
            due_at=clock.now() + timedelta(days=DAYS_TO_CONFIRM),
        )
    record(events.RoleProposed(by_id=by.id, person_id=person.id, subject_id=made.id, role=role.value))
    return made


def _authority(role: Role, code: str) -> str | None:
    code = code.strip().upper()
    if role != Role.AUTHORITY_OFFICER:
        return None
    if not code:
        raise RuleBroken("authority_code", _("Enter the code of the local authority."))
    if not queries.is_authority(code):
        raise RuleBroken("authority_code", _("No school of the register belongs to this authority. Check the code."))
    return code


def confirm_role(proposal: RoleProposal, *, by: Actor) -> RoleGrant:
    """A second person says yes. The person is signed out everywhere, so that the role begins with a new session and its second step."""
    if by.id in (proposal.proposed_by_id, proposal.person_id):
        raise RuleBroken(None, _("A second person must confirm this."))
    if proposal.person.status != PersonStatus.ACTIVE:
        raise NotAllowedNow(_("This account is not open, so it can get no role."))
    PROPOSAL.advance(proposal, "confirm", decided_by_id=by.id, decided_at=clock.now())
    granted = accounts.grant_role(proposal.person, by=by, role=proposal.role, authority_code=proposal.authority_code)
    proposal.grant_id = granted.id
    _settle(proposal, by=by)
    accounts.end_all_sessions(by=by, person_id=proposal.person_id)
    record(events.RoleConfirmed(**_about(proposal, by), proposed_by_id=str(proposal.proposed_by_id)))
    return granted


def refuse_role(proposal: RoleProposal, *, by: Actor, reason: str) -> None:
    """A second person says no, and why."""
    if by.id in (proposal.proposed_by_id, proposal.person_id):
        raise RuleBroken(None, _("A second person must answer this."))
    PROPOSAL.advance(proposal, "refuse", decided_by_id=by.id, decided_at=clock.now(), reason=reason)
    _settle(proposal, by=by)
    record(events.RoleRefused(**_about(proposal, by), proposed_by_id=str(proposal.proposed_by_id)))


def withdraw_proposal(proposal: RoleProposal, *, by: Actor) -> None:
    """Who proposed it asks no longer."""
    PROPOSAL.advance(proposal, "withdraw", decided_by_id=by.id, decided_at=clock.now())
    _settle(proposal, by=by)
    record(events.RoleProposalWithdrawn(**_about(proposal, by)))


def _settle(proposal: RoleProposal, *, by: Actor) -> None:
    duty.settle(DutyKind.CONFIRM_ROLE, proposal.id, by=by, outcome=proposal.status.value)


def _about(proposal: RoleProposal, by: Actor) -> dict[str, Any]:
    return {
        "by_id": by.id,
        "person_id": proposal.person_id,
        "subject_id": proposal.id,
        "role": proposal.role.value,
    }


def withdraw_role(granted: RoleGrant, *, by: Actor) -> None:
    """The role ends now; it counts no more from the next request on. The last administrator stays, so that somebody looks after the service."""
    if granted.role == Role.SYSTEM_ADMINISTRATOR and not queries.other_holders(granted.role, but=granted.person_id):
        raise NotAllowedNow(_("This is the last administrator. Make another one first."))
    change(granted, {"ended_at": None}, {"ended_at": clock.now()})
    record(events.RoleWithdrawn(by_id=by.id, person_id=granted.person_id, role=granted.role.value))


def _id(by: Actor) -> uuid.UUID:
    if by.id is None:
        raise ValueError("a role is proposed by a person")
    return by.id
