"""Answers by mail that do something: standing in, agreeing time out of class, confirming an activity or saying that one cannot.

The signed address proves who was written to; what they may do is asked of the policy, as on the page.
"""

import uuid
from collections.abc import Callable
from typing import Any

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, NotPermitted, RuleBroken
from portal.core.i18n import _
from portal.core.second_look import concerns
from portal.oversight.incoming import services
from portal.oversight.incoming.models import Outcome
from portal.oversight.incoming.said import Answer, Said
from portal.policy import Action, SignedIn, acting, allows
from portal.running.activities import services as activities
from portal.running.activities.models import Activity, ActivityGuest, Coming
from portal.running.activities.queries import get_activity, get_guest, owed_answers
from portal.running.handoffs import queries
from portal.running.handoffs import services as handoffs
from portal.running.handoffs.models import Handoff, HandoffState, Pack, Reason, Whom

KINDS = ("handoff", "activity", "guest", "release")
LONGEST = 500
Find = Callable[[uuid.UUID], SignedIn | None]


def find_subject(kind: str, subject_id: uuid.UUID) -> Handoff | Activity | ActivityGuest | None:
    """What the mail was about, with all that the policy reads."""
    if kind == "activity":
        activity = session().get(Activity, subject_id)
        return get_activity(activity.cluster_id, activity.id) if activity is not None else None
    if kind == "guest":
        guest = session().get(ActivityGuest, subject_id)
        return get_guest(guest.cluster_id, guest.id) if guest is not None else None
    handoff = session().get(Handoff, subject_id)
    return queries.get_handoff(handoff.cluster_id, handoff.id) if handoff is not None else None


def answer_activity(
    activity: Activity, *, by: Actor, writer_id: uuid.UUID, find: Find, answer: Answer, **note: Any
) -> str:
    """The partner: yes, the time suits; no, and which would. The owner: yes, it takes place for certain; no, and somebody else is asked, the back-up
    teacher first. Answers what was done, in words."""
    writer = _writer(writer_id, find)
    if _is_asked_whether_it_suits(activity, writer):
        done = _suits_or_not(activity, writer, answer)
    elif answer.said == Said.YES:
        _check(writer, Action.ACTIVITY_CONFIRM, activity)
        activities.confirm_activity(activity, by=writer)
        done = _("It is confirmed. Thank you.")
    elif answer.said == Said.NO:
        _check(writer, Action.HANDOFF_ASK_FOR_ACTIVITY, activity)
        pack = Pack(
            note=_safe(answer.rest),
            plan=activity.plan,
            materials=activity.materials,
            class_profile=activity.class_profile,
            promised=activity.promised,
        )
        handoffs.ask_for_activity(activity, by=writer, whom=_whom(activity), reason=Reason.OTHER, pack=pack)
        done = _("Others are asked to stand in. You are told as soon as somebody says yes. Nobody is told why.")
    else:
        raise _unclear()
    _note(writer, note)
    return done


def _is_asked_whether_it_suits(activity: Activity, writer: SignedIn) -> bool:
    partner = activity.partner_school_id
    if partner is None or partner not in writer.school_ids:
        return False
    return any(
        owed.school_id == partner and owed.kind == DutyKind.CONFIRM_ACTIVITY for owed in owed_answers(activity.id)
    )


def _suits_or_not(activity: Activity, writer: SignedIn, answer: Answer) -> str:
    _check(writer, Action.ACTIVITY_AGREE, activity)
    if answer.said == Said.YES:
        activities.agree_activity(activity, by=writer)
        return _("Thank you. The other school is told that it suits you.")
    if answer.said == Said.NO:
        words = _safe(answer.rest) or _("This time does not suit us.")
        activities.suggest_time(activity, by=writer, words=words)
        return _("It is on the board, and the other school is asked to reply. Nothing is moved until it answers.")
    raise _unclear()


def answer_guest(
    guest: ActivityGuest, *, by: Actor, writer_id: uuid.UUID, find: Find, answer: Answer, **note: Any
) -> str:
    """An invited school says whether it comes; "Yes 28" tells how many pupils. Answers what was done, in words."""
    writer = _writer(writer_id, find)
    _check(writer, Action.ACTIVITY_ANSWER, guest)
    unsure = answer.rest.casefold().startswith((_("Not sure").casefold(), "not sure", "maybe", "perhaps"))
    meant = {Said.YES: Coming.YES, Said.NO: Coming.NO}.get(answer.said, Coming.UNSURE if unsure else None)
    if meant is None:
        raise RuleBroken(None, _("We did not understand it. Please write Yes, No or Not sure as the first words."))
    pupils = answer.numbers[0] if answer.numbers and meant == Coming.YES else guest.pupils
    activities.answer_invitation(guest, by=writer, answer=meant, pupils=pupils)
    _note(writer, note)
    return _("Thank you. The school that invites you knows. You can change it until it begins.")


def _whom(activity: Activity) -> Whom:
    """The named back-up teacher first, where one of another school can be asked; else everyone."""
    understudy = activity.understudy_id
    candidates = queries.list_candidates(activity.cluster_id, owner_school_id=activity.owner_school_id)
    theirs = next((c.id for c in candidates if understudy is not None and queries.is_member(understudy, c.id)), None)
    return Whom(school_id=theirs, person_id=understudy) if theirs is not None else Whom(everyone=True)


def answer_handoff(
    handoff: Handoff, *, by: Actor, writer_id: uuid.UUID, find: Find, answer: Answer, **note: Any
) -> str:
    """What the writer may do about it now: say yes or no, say that it is done and pass it back, or ask about who comes."""
    writer = _writer(writer_id, find)
    if handoff.state == HandoffState.OPEN and not handoff.is_taken and allows(writer, Action.HANDOFF_ACCEPT, handoff):
        done = _yes_or_no(handoff, writer, answer)
    elif allows(writer, Action.HANDOFF_HAND_BACK, handoff):
        done = _stand_in_says(handoff, writer, answer)
    elif allows(writer, Action.HANDOFF_ACCEPT, handoff) and handoffs.sisters_for(handoff, writer):
        done = _yes_or_no(handoff, writer, answer)  # this date is gone, others of the same mail are not
    elif allows(writer, Action.HANDOFF_QUERY, handoff):
        done = _ask(handoff, writer, answer)
    elif allows(writer, Action.HANDOFF_ACCEPT, handoff):
        raise NotAllowedNow(_("This is already taken, thank you. Someone was a little faster."))
    else:
        raise NotPermitted(_("That is no longer yours to answer."))
    _note(writer, note)
    return done


def _yes_or_no(handoff: Handoff, writer: SignedIn, answer: Answer) -> str:
    dates = queries.list_batch(handoff, writer.school_ids)
    ids: list[uuid.UUID] | None = [
        one for number, one in enumerate(dates, 1) if number in answer.numbers or not answer.numbers
    ]
    if not ids:
        raise RuleBroken(
            None, _("That mail has no dates with these numbers. Please send the numbers of the dates that you mean.")
        )
    if len(dates) == 1:
        ids = None
    if answer.said == Said.YES:
        taken = handoffs.accept_dates(handoff, by=writer, handoff_ids=ids, introduction=_safe(answer.rest))
        if taken.number > 1 or taken.missed:
            return _("Thank you. Yours now, dates: %(number)s. Everyone concerned is told.", number=taken.number)
        return _("Thank you. It is yours now, and everyone concerned is told.")
    if answer.said == Said.NO:
        handoffs.decline_dates(
            handoff, by=writer, handoff_ids=ids, words=_safe(answer.rest), away_that_week=answer.week
        )
        return _("Thank you for the answer. Nobody is told why.")
    raise _unclear()


def _stand_in_says(handoff: Handoff, writer: SignedIn, answer: Answer) -> str:
    if answer.said == Said.NO and handoff.state == HandoffState.OPEN:
        handoffs.give_up_handoff(handoff, by=writer)
        return _("Thank you for saying so early. Others are being asked.")
    if handoff.activity is None:
        raise _unclear()
    if handoff.delivered_at is None:
        if answer.said not in (Said.DONE, Said.YES):
            raise _unclear()
        handoffs.deliver_handoff(handoff, by=writer, words=_safe(answer.rest))
    handoffs.hand_back(handoff, by=writer, debrief=_safe(answer.rest))
    return _("It is passed back. Thank you for standing in.")


def _ask(handoff: Handoff, writer: SignedIn, answer: Answer) -> str:
    if concerns(answer.rest):
        raise RuleBroken(
            None, _("It seems to hold a phone number, an address or a list of names. Please leave that out.")
        )
    handoffs.query_handoff(handoff, by=writer, words=answer.rest)
    return _("It is asked, and the coordinator knows. The answer comes to you like every reply on the board.")


def answer_release(handoff: Handoff, *, by: Actor, address: str, answer: Answer, **note: Any) -> str:
    """The head answers the mail about time out of class; no account is needed, the address proves who was asked."""
    if answer.said == Said.YES:
        head = handoffs.agree_by_mail(handoff, address=address)
        done = _("Thank you. Everyone who counts on it is told.")
    elif answer.said == Said.NO:
        head = handoffs.refuse_by_mail(handoff, address=address)
        done = _("Thank you for the answer. Others are being asked.")
    else:
        raise _unclear()
    _note(head, note)
    return done


def _writer(writer_id: uuid.UUID, find: Find) -> SignedIn:
    writer = find(writer_id)
    if writer is None:
        raise NotPermitted(_("That is no longer yours to answer."))
    return acting(writer)


def _check(writer: SignedIn, action: Action, subject: Any) -> None:
    if not allows(writer, action, subject):
        raise NotPermitted(_("That is no longer yours to answer."))


def _note(who: Actor, note: dict[str, Any]) -> None:
    services.note_mail(by=who, outcome=Outcome.POSTED, reason="answer", **{**note, "person_id": who.id})


def _safe(words: str) -> str:
    """The words that go along, unless they hold what nobody else should read."""
    return "" if concerns(words) else words[:LONGEST]


def _unclear() -> RuleBroken:
    return RuleBroken(
        None,
        _("We did not understand it. Please write Yes, No or Done as the first word, and your own words after it."),
    )
