"""Requests and complaints about data: entered, paused while we ask back, answered. One month each (UK GDPR, Article 12(3))."""

import secrets
from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import Later, _, ngettext
from portal.core.moments import instant
from portal.core.workflow import change
from portal.identity.accounts.models import Person
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.oversight.privacy import events, queries
from portal.oversight.privacy.models import RequestKind, RequestState, RightsRequest
from portal.policy.people import Role

ZONE = "Europe/London"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def ask(*, by: Actor, kind: RequestKind, name: str, email: str, words: str) -> RightsRequest:
    """Enter a request; the people who look after data owe an answer within a month."""
    person = session().get(Person, by.id) if by.id is not None else queries.person_of_address(email)
    made = RightsRequest(
        number="D-" + "".join(secrets.choice(ALPHABET) for _n in range(8)),
        kind=kind,
        person_id=person.id if person is not None else None,
        asker_name=name,
        asker_email=email,
        request_words=words,
        due_on=clock.today(ZONE) + relativedelta(months=1),
    )
    session().add(made)
    session().flush()
    _owe(made)
    record(events.RightsAsked(by_id=by.id, subject_id=made.id))
    return made


def _owe(asked: RightsRequest) -> None:
    duty.owe(
        DutyKind.ANSWER_RIGHTS,
        subject_id=asked.id,
        title=asked.number,
        role=Role.SYSTEM_ADMINISTRATOR.value,
        due_at=instant(asked.due_on, time(17), ZONE),
    )


def ask_back(asked: RightsRequest, *, by: Actor) -> None:
    """We wait for them: the clock stands still from today."""
    change(asked, {"state": RequestState.OPEN}, {"state": RequestState.ASKING, "asked_on": clock.today(ZONE)})
    duty.settle(DutyKind.ANSWER_RIGHTS, asked.id, by=by, outcome="waits")
    record(events.RightsPaused(by_id=by.id, subject_id=asked.id))


def go_on(asked: RightsRequest, *, by: Actor) -> None:
    """They have answered: the day moves on by the days that we waited."""
    waited = clock.today(ZONE) - (asked.asked_on or clock.today(ZONE))
    values = {"state": RequestState.OPEN, "asked_on": None, "due_on": asked.due_on + waited}
    change(asked, {"state": RequestState.ASKING}, values)
    session().refresh(asked)
    _owe(asked)
    record(events.RightsResumed(by_id=by.id, subject_id=asked.id))


def answer(asked: RightsRequest, *, by: Actor, is_refused: bool, words: str) -> None:
    """Done, or refused with the reason; `words` go to who asked."""
    if asked.state not in (RequestState.OPEN, RequestState.ASKING):
        raise NotAllowedNow(_("This was answered already."))
    state = RequestState.REFUSED if is_refused else RequestState.DONE
    values = {"state": state, "answered_at": clock.now(), "answered_by_id": by.id, "outcome_words": words}
    change(asked, {"state": asked.state}, values)
    duty.settle(DutyKind.ANSWER_RIGHTS, asked.id, by=by, outcome=state.value)
    record(events.RightsAnswered(by_id=by.id, subject_id=asked.id, outcome=state.value))


def remind(asked: RightsRequest, *, by: Actor) -> int:
    """The day comes near: those who answer hear it, once for this day. Returns how many."""
    return tell(
        recipients.people_with_role(Role.SYSTEM_ADMINISTRATOR),
        kind="rights_due",
        title=Later(_near, asked),
        path=f"/administration/data/requests/{asked.id}",
        letter="notice",
        once=f"rights_due:{asked.id}:{asked.due_on.isoformat()}",
    )


def _near(asked: RightsRequest) -> str:
    left = days_left(asked, clock.today(ZONE))
    return str(
        ngettext(
            "The request about data %(number)s must be answered within %(num)d day.",
            "The request about data %(number)s must be answered within %(num)d days.",
            left,
            number=asked.number,
        )
    )


def days_left(asked: RightsRequest, today: date) -> int:
    """Days until an answer is due; the days that we wait for them do not count."""
    waited = today - asked.asked_on if asked.asked_on is not None else timedelta(0)
    return (asked.due_on + waited - today).days
