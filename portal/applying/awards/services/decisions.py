"""Deciding, having the letter read by a second person, and sending what was decided."""

import uuid
from collections.abc import Collection
from datetime import date, timedelta

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.services.open_versions import title_of
from portal.applying.applications.workflow import STAGES
from portal.applying.awards import events, queries
from portal.applying.awards.models import ConditionStatus, Decision, Outcome
from portal.applying.awards.services import conditions as conditions_of
from portal.applying.awards.services.awards import offer_award, revoke_award
from portal.applying.awards.services.letters import letter_for
from portal.applying.funding.queries import lock_lines, rules_of
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.models import WITHDRAWN
from portal.applying.reviews.services import stages
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy.people import Role

DAYS_TO_CHECK = 5
DAYS_TO_ACCEPT = 28
DAYS_TO_MEET = 56
WITH_AWARD = frozenset({Outcome.APPROVED, Outcome.CONDITIONAL})
TEXTS = ("reasons", "conditions", "feedback", "own_letter")


def record_decision(
    application: Application,
    *,
    by: Actor,
    version: int,
    outcome: Outcome,
    reasons: str,
    feedback: str,
    own_letter: str = "",
    conditions: str = "",
    conditions_by: date | None = None,
    accept_by: date | None = None,
    amount: int | None = None,
    funding_line_id: uuid.UUID | None = None,
    reserve_place: int | None = None,
    skip_reason: str = "",
    change_reason: str = "",
    to_revise: bool = False,
) -> Decision:
    """Write the decision down with its letter, or replace one that is still held, or follow one that was sent (a place became free, a condition failed).

    Nothing is visible outside before a second person has read the letter and it is sent. `conditions`: one on each line. `change_reason`: why a decision
    that is held is replaced; what its second reader asked for is a reason. `to_revise`: with a no, the cluster is invited to revise the
    application and to apply again.
    """
    earlier = queries.live_decision(application)
    _check_when(application, earlier, outcome)
    for name, text in (("reasons", reasons), ("feedback", feedback)):
        if not text.strip():
            raise RuleBroken(name, _("Every outcome has its reasons and its feedback."))
    with_award = outcome in WITH_AWARD
    lines = [line.strip() for line in conditions.splitlines() if line.strip()] if outcome == Outcome.CONDITIONAL else []
    if outcome == Outcome.CONDITIONAL and not lines:
        raise RuleBroken("conditions", _("Name the conditions."))
    if outcome in WITH_AWARD and not lines and conditions.strip():
        raise RuleBroken("conditions", _("With this outcome no condition is asked. Choose “Approved with conditions”, or empty this box."))  # fmt: skip
    for name, day in (("accept_by", accept_by), ("conditions_by", conditions_by)):
        if day is not None and day < clock.today():
            raise RuleBroken(name, _("Choose a date that is still to come."))
    if queries.count_decisions(application) != version:
        raise Stale(_("Someone recorded a decision after you opened the page."), _texts(earlier))
    if earlier is not None and earlier.released_at is None and not (change_reason or earlier.sent_back):
        raise RuleBroken("change_reason", _("Say why the decision is changed."))
    if outcome == Outcome.RESERVE:
        _check_reserve(application, reserve_place)
    if with_award:
        _check_money(application, funding_line_id, amount, kept_from=getattr(by, "kept_from", ()))
        _check_turn(application, earlier, skip_reason)
    made = Decision(
        application_id=application.id,
        round_id=application.round_id,
        outcome=outcome,
        reasons=reasons,
        conditions="\n".join(lines),
        feedback=feedback,
        own_letter=own_letter,
        letter="",
        decided_by_id=by.id,
        decided_at=clock.now(),
        accept_by=(accept_by or clock.today() + timedelta(days=DAYS_TO_ACCEPT)) if with_award else None,
        funding_line_id=funding_line_id if with_award else None,
        amount=amount if with_award else None,
        reserve_place=reserve_place if outcome == Outcome.RESERVE else None,
        skip_reason=skip_reason if with_award else "",
        to_revise=to_revise and outcome == Outcome.DECLINED,
    )
    due_on = conditions_by or clock.today() + timedelta(days=DAYS_TO_MEET)
    made.letter, made.letter_language = letter_for(made, application, conditions_by=due_on)
    if earlier is not None:
        _replace(earlier, by=by, because=change_reason or earlier.sent_back)
    session().add(made)
    session().flush()
    conditions_of.write_down(made, application, lines, due_on=due_on)
    if application.stage not in (Stage.RELEASED, Stage.ACCEPTED):
        STAGES.advance(application, "decide")
    duty.settle(DutyKind.DECIDE, application.id, by=by)
    _owe_check(made, application, by=by)
    record(
        events.DecisionRecorded(
            by_id=by.id,
            application_id=application.id,
            subject_id=application.id,
            decision_id=made.id,
            replaced_earlier=earlier is not None,
        )
    )
    return made


def _check_when(application: Application, earlier: Decision | None, outcome: Outcome) -> None:
    """May this outcome be recorded now?"""
    is_sent = earlier is not None and earlier.released_at is not None
    if application.stage in (Stage.RELEASED, Stage.ACCEPTED) and earlier is not None:
        base = earlier if is_sent else queries.released_decision(application)
        if base is not None and outcome in follows(base):
            return
        raise NotAllowedNow(
            _(
                "The results were sent. Only a place on the reserve list or a condition that failed leads to another decision."
            )
        )
    rules_out = application.stage == Stage.INELIGIBLE or (
        earlier is not None and not is_sent and earlier.outcome == Outcome.INELIGIBLE
    )
    if application.stage not in (Stage.INELIGIBLE, Stage.MODERATION, Stage.DECIDED):
        raise NotAllowedNow(
            _("A decision is recorded after the panel, and can be replaced until the results are sent.")
        )
    if rules_out != (outcome == Outcome.INELIGIBLE):
        words = (
            _("The check found that the application does not meet the rules. Only that can be recorded.")
            if rules_out
            else _("Whether the rules are met is found in the check, before the reviews.")
        )
        raise RuleBroken("outcome", words)
    sent = queries.released_decision(application)
    since = sent.released_at if sent is not None else None
    notes = [n for n in reviews.list_notes(application) if since is None or n.created_at > since]
    if not rules_out and not notes:
        raise NotAllowedNow(_("The panel has not written its note yet."))


def follows(sent: Decision) -> frozenset[Outcome]:
    """What may follow a decision that was sent."""
    if sent.outcome == Outcome.RESERVE:
        return frozenset({Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.DECLINED})
    if sent.outcome == Outcome.CONDITIONAL and any(
        c.status == ConditionStatus.FAILED for c in queries.list_conditions(sent.id)
    ):
        return frozenset({Outcome.DECLINED})
    return frozenset()  # fmt: skip


def _check_reserve(application: Application, place: int | None) -> None:
    if not rules_of(application.round_id).has_reserve:
        raise RuleBroken("outcome", _("This round keeps no reserve list."))
    if place is None:
        raise RuleBroken("reserve_place", _("Enter the place on the reserve list."))
    holder = queries.holder_of_place(application.round_id, place)
    if holder is not None and holder != application.id:
        raise RuleBroken("reserve_place", _("Another cluster has this place on the reserve list."))


def _check_money(
    application: Application, line_id: uuid.UUID | None, amount: int | None, *, kept_from: Collection[uuid.UUID]
) -> None:
    """Where the round has a budget, an award names its line and its amount, and the line holds it. What is given to clusters that who decides has a conflict
    with counts, and is not told."""
    lock_lines(application.round_id)
    found = queries.budget(application.round_id, but=application.id, kept_from=kept_from)
    lines = {line.id: line for line in found}
    if not lines:
        return
    if line_id not in lines:
        raise RuleBroken("funding_line_id", _("Choose the line of the budget."))
    if amount is None:
        raise RuleBroken("amount", _("Enter the amount."))
    if amount > lines[line_id].left:
        words = _("This line has %(left)s left.", left=f"{lines[line_id].left:,}")
        raise RuleBroken("amount", words)
    if not lines[line_id].holds(amount):
        words = _(
            "This line cannot give so much. Your tie to a cluster keeps you from reading why: ask another manager."
        )
        raise RuleBroken("amount", words)


def _check_turn(application: Application, earlier: Decision | None, skip_reason: str) -> None:
    """A place that became free goes to the next on the reserve list; who is passed over is so for a reason that is kept."""
    sent = queries.released_decision(application) if earlier is not None else None
    if sent is None or sent.outcome != Outcome.RESERVE:
        return
    until = rules_of(application.round_id).reserve_until
    if until is not None and until < clock.today():
        raise NotAllowedNow(_("The reserve list of this round has ended. No place can be offered from it any more."))
    before = [one for one in queries.list_reserve(application.round_id) if one.application_id != application.id]
    if any((one.reserve_place or 0) < (sent.reserve_place or 0) for one in before) and not skip_reason:
        raise RuleBroken("skip_reason", _("Another cluster is before this one. Say why it is passed over."))


def _texts(earlier: Decision | None) -> dict[str, str]:
    if earlier is None:
        return {}
    return {name: getattr(earlier, name) for name in TEXTS}


def _replace(earlier: Decision, *, by: Actor, because: str) -> None:
    """Another decision takes its place, or none does. A letter that was not sent is destroyed; one that was sent is kept."""
    values = {"replaced_at": clock.now(), "replaced_because": because} | (
        {} if earlier.released_at is not None else {"letter": ""}
    )
    change(earlier, {"replaced_at": None, "released_at": earlier.released_at}, values)
    duty.settle(DutyKind.CHECK_LETTER, earlier.id, by=by, outcome="replaced")
    settle_sending(earlier.round_id, by=by)


def _owe_check(decision: Decision, application: Application, *, by: Actor) -> None:
    """Each second person owes the reading; the first to do it settles it for all."""
    for person_id in queries.list_second_people(application, but=decision.decided_by_id):
        duty.owe(
            DutyKind.CHECK_LETTER,
            subject_id=decision.id,
            title=title_of(application),
            person_id=person_id,
            due_at=clock.now() + timedelta(days=DAYS_TO_CHECK),
        )


def _is_held(decision: Decision) -> None:
    if decision.released_at is not None:
        raise NotAllowedNow(_("The results were sent already. Nothing was sent twice."))
    if decision.replaced_at is not None:
        raise NotAllowedNow(_("This decision was replaced by a newer one. Read that one instead."))


def check_letter(decision: Decision, *, by: Actor, is_right: bool, words: str = "") -> Decision:
    """A second person has read the letter: it is right and may be sent, or it goes back to who decided, with words."""
    _is_held(decision)
    if decision.decided_by_id == by.id:
        raise NotAllowedNow(_("Who recorded the decision cannot check it: a second person reads the letter."))
    if decision.letter_read_at is not None:
        raise NotAllowedNow(_("The letter was read already."))
    if not is_right and not words:
        raise RuleBroken("words", _("Say what should be changed."))
    application = decision.application
    duty.settle(DutyKind.CHECK_LETTER, decision.id, by=by, outcome="read" if is_right else "sent_back")
    kind: type[events.LetterRead | events.LetterSentBack]
    if is_right:
        unread = {"letter_read_at": None, "replaced_at": None, "released_at": None}
        change(decision, unread, {"letter_read_at": clock.now(), "letter_read_by_id": by.id, "sent_back": ""})
        owe_sending(application)
        kind = events.LetterRead
    else:
        decision.sent_back = words
        stages.owe(DutyKind.DECIDE, application, role=Role.PROGRAMME_MANAGER.value)
        kind = events.LetterSentBack
    session().flush()
    record(kind(by_id=by.id, application_id=application.id, subject_id=application.id, decision_id=decision.id))
    return decision


def owe_sending(application: Application) -> None:
    """Letters of this round were read and wait to be sent: owed by the programme's managers, once for the round."""
    if not duty.open_duties(DutyKind.RELEASE, application.round_id):
        duty.owe(
            DutyKind.RELEASE,
            subject_id=application.round_id,
            title=application.round.name,
            role=Role.PROGRAMME_MANAGER.value,
            due_at=clock.now() + timedelta(days=DAYS_TO_CHECK),
        )


def settle_sending(round_id: uuid.UUID, *, by: Actor) -> None:
    """No letter of this round waits to be sent any more."""
    if not queries.count_ready(round_id):
        duty.settle(DutyKind.RELEASE, round_id, by=by)


def release_decision(decision: Decision, *, by: Actor, released_by_id: uuid.UUID | None = None) -> Decision:
    """Send the results of one application. From now on the schools see the outcome; where there is an award, they are asked to accept.

    `released_by_id`: who answers for the sending, where the clock does it (by default `by`); never who decided.
    """
    _is_held(decision)
    sender = released_by_id or by.id
    if decision.letter_read_at is None:
        raise NotAllowedNow(_("Nobody has read the letter yet."))
    if decision.decided_by_id == sender:
        raise NotAllowedNow(_("Who recorded the decision cannot send it alone: a second person sends the results."))
    application, at = decision.application, clock.now()
    unsent = {"released_at": None, "replaced_at": None, "letter_read_at": decision.letter_read_at}
    change(decision, unsent, {"released_at": at, "released_by_id": sender})
    if application.stage not in (Stage.RELEASED, Stage.ACCEPTED):
        STAGES.advance(application, "release")
    settle_sending(application.round_id, by=by)
    record(
        events.DecisionReleased(
            by_id=sender,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            decision_id=decision.id,
        )
    )
    if decision.outcome in WITH_AWARD:
        offer_award(decision, by=by)
        conditions_of.ask_the_schools(decision)
        duty.settle(DutyKind.OFFER_RESERVE, application.round_id, by=by, outcome="offered")
    else:
        revoke_award(application, by=by)
    return decision


def stop_decision(application_id: uuid.UUID, *, by: Actor) -> None:
    """The cluster took its application back: a held decision is not released any more, and its letter is destroyed."""
    application = session().get_one(Application, application_id)
    held = queries.live_decision(application)
    if held is not None and held.released_at is None:
        _replace(held, by=by, because=WITHDRAWN)


def take_back(application: Application, *, by: Actor, reason: str) -> None:
    """An application was found not to meet the rules, and that was wrong: it is checked again. A letter that was not sent is destroyed; where it was sent,
    the schools are told that it was wrong."""
    if not reason:
        raise RuleBroken("reason", _("Say why the application is checked again."))
    held = queries.live_decision(application)
    if held is None or held.outcome != Outcome.INELIGIBLE:
        raise NotAllowedNow(_("Only that an application does not meet the rules can be taken back."))
    was_sent = held.released_at is not None
    STAGES.advance(application, "take_back")
    _replace(held, by=by, because=reason)
    found = reviews.screening_of(application)
    if found is not None:
        found.note = f"{found.note}\n\n{reason}".strip()
        found.confirmed_by_id = found.confirmed_at = None
    duty.settle(DutyKind.DECIDE, application.id, by=by, outcome="checked_again")
    stages.owe(DutyKind.SCREEN_APPLICATION, application, role=Role.PROGRAMME_OFFICER.value)
    record(
        events.OutcomeTakenBack(
            by_id=by.id,
            cluster_id=application.cluster_id if was_sent else None,
            application_id=application.id,
            subject_id=application.id,
            decision_id=held.id,
            was_sent=was_sent,
        )
    )
