"""The head of the stand-in's school agrees the time out of class, or cannot give it: on the page, or by a mailed link without an account."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, Refusal, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.workflow import change, claim
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import MemberStatus, School
from portal.running.handoffs import events, queries
from portal.running.handoffs.models import Handoff, HandoffState, ReleaseRule
from portal.running.handoffs.services import out_of_class, owing
from portal.running.handoffs.services.answering import let_go
from portal.running.handoffs.workflow import FILLING

# (handoff, person or None, address, name, token): puts the mail into the outbox; the token goes into the link and nowhere else
WriteLink: TypeAlias = Callable[[Handoff, uuid.UUID | None, str, str, str], None]


def say_release_rule(school: School, *, by: Actor, is_on: bool, delegate_id: uuid.UUID | None = None) -> None:
    """The school says whether its head is to agree the time out of class, and who may beside the head."""
    if delegate_id is not None and delegate_id not in {p.id for p in may_agree(school)}:
        raise RuleBroken("delegate", _("Choose a member of the school."))
    rule = queries.release_rule_of(school.id)
    if rule is None:
        rule = ReleaseRule(school_id=school.id)
        session().add(rule)
    rule.is_on, rule.delegate_id = is_on, delegate_id if is_on else None
    session().flush()
    record(events.ReleaseRuleSaid(by_id=by.id, school_id=school.id, subject_id=rule.id))


def may_agree(school: School) -> list[Person]:
    """Who can be named beside the head: members of the school, by name."""
    members = [m.person for m in school.members if m.status == MemberStatus.MEMBER and m.leaving_on is None]
    return sorted(members, key=lambda p: (p.name, str(p.id)))


def write_for_release(handoff: Handoff, *, write: WriteLink) -> None:
    """Send who is to agree a link of their own; an older one works no longer."""
    if not handoff.waits_for_release or handoff.accepted_school_id is None:
        return
    school = schools.get_school(handoff.accepted_school_id)
    rule = queries.release_rule_of(school.id)
    for person_id, address, name in out_of_class.who_agrees(rule, handoff, school):
        token = links.make_link(LinkPurpose.AGREE_TIME_OUT, person_id=person_id, subject_id=handoff.id, address=address)
        write(handoff, person_id, address, name, token)


def agree_release(handoff: Handoff, *, by: Actor) -> None:
    """The teacher has the time: on this date, and on the other dates of the series that the same teacher took on and that were not answered yet."""
    _check(handoff)
    others = queries.list_pending_sisters(handoff)
    also = tuple(one.id for one in others)
    for one in (*others, handoff):
        FILLING.advance(one, "release", **owing.grown(one, released_at=clock.now(), released_by_id=by.id))
        out_of_class.settle_release(one, by=by, outcome="agreed")
        facts = owing.facts(one, by, school_id=one.accepted_school_id)
        told = {"also": also} if one is handoff else {"in_series": True}
        record(events.HandoffReleased(**facts, **told))


def refuse_release(handoff: Handoff, *, by: Actor) -> None:
    """The teacher cannot have the time: the school is no longer the stand-in (nor on the other dates that wait), and the others are asked again."""
    _check(handoff)
    others = queries.list_pending_sisters(handoff) if handoff.waits_for_release else []
    for one in others:
        let_go(one, by=by, command="refuse_release", fact=events.HandoffReleaseRefused, in_series=True)
    also = tuple(one.id for one in others)
    let_go(handoff, by=by, command="refuse_release", fact=events.HandoffReleaseRefused, also=also)


def _check(handoff: Handoff) -> None:
    if handoff.state != HandoffState.OPEN:
        raise NotAllowedNow(_("This has begun or is over, so no answer is needed any more. Thank you."))


def agree_by_link(link: OneTimeLink, *, by: Actor) -> None:
    """The same through the mailed link, which proves the address and works once."""
    handoff, head = _of_link(link)
    agree_release(handoff, by=head)


def refuse_by_link(link: OneTimeLink, *, by: Actor) -> None:
    """The same through the mailed link."""
    handoff, head = _of_link(link)
    refuse_release(handoff, by=head)


def agree_by_mail(handoff: Handoff, *, address: str) -> Actor:
    """The same by an answer to the mail; its signed address proves who was asked. Answers who agreed."""
    head = _who_answers(handoff, address)
    agree_release(handoff, by=head)
    return head


def refuse_by_mail(handoff: Handoff, *, address: str) -> Actor:
    """The same by an answer to the mail."""
    head = _who_answers(handoff, address)
    refuse_release(handoff, by=head)
    return head


def _of_link(link: OneTimeLink) -> tuple[Handoff, Actor]:
    handoff = queries.handoff_of_link(link)
    if handoff is None or handoff.accepted_school_id is None:
        raise links.link_is_over()
    links.use_link(link)
    return handoff, _who_answers(handoff, link.address)


def _who_answers(handoff: Handoff, asked: str) -> Actor:
    if not handoff.waits_for_release or handoff.accepted_school_id is None:
        raise NotAllowedNow(_("This was answered already. Thank you."))
    school = schools.get_school(handoff.accepted_school_id)
    rule = queries.release_rule_of(school.id)
    for person_id, address, name in out_of_class.who_agrees(rule, handoff, school):
        if address == asked:
            known = session().get(Person, person_id) if person_id is not None else None
            return known or school_services.person_of_head(address, name or address, school)
    raise NotAllowedNow(_("You are not asked to answer for the school any more. Thank you."))


def note_release_late(handoff: Handoff, *, by: Actor) -> None:
    """The head has not answered in time: the head is written to again, and who counts on it is told. Once."""
    if not handoff.waits_for_release:
        raise NotAllowedNow(_("This was answered already. Thank you."))
    change(handoff, {"release_late_at": None}, owing.grown(handoff, release_late_at=clock.now()))
    for one in queries.list_pending_sisters(handoff):  # one letter asks for all of them
        claim(one, {"release_late_at": None}, owing.grown(one, release_late_at=clock.now()))
    record(events.HandoffReleaseLate(**owing.facts(handoff, by, school_id=handoff.accepted_school_id)))


@every(timedelta(minutes=15))
def chase_releases() -> int:
    """Every quarter of an hour: heads who have not answered in time. Answers how many."""
    chased = 0
    for handoff in queries.list_late_releases():
        try:
            perform(note_release_late, handoff, by=SYSTEM)
            chased += 1
        except Refusal:
            session().rollback()
    return chased
