"""Recording a decision, reading its letter as the second person, and the page on which the cluster reads the outcome."""

import uuid
from collections.abc import Callable, Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.queries import get_application
from portal.applying.awards import forms, queries, services
from portal.applying.awards.models import AwardStatus, Decision, Outcome
from portal.applying.funding.queries import rules_of
from portal.applying.letters.words import called
from portal.applying.reviews import queries as reviews
from portal.applying.reviews import seeing
from portal.applying.reviews.forms import RECOMMENDATIONS, said_why
from portal.applying.reviews.models import WITHDRAWN
from portal.applying.reviews.scoring import shown
from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me

bp = Blueprint("decisions", __name__)
# put in by the room of notices: who opens an outcome has read the news of it
on_read: list[Callable[[uuid.UUID], None]] = []
ENDED = {AwardStatus.DECLINED: _l("The cluster said no"), AwardStatus.LAPSED: _l("Ran out")}
_BEFORE = (Stage.INELIGIBLE, Stage.MODERATION, Stage.DECIDED)


def _outcomes(application: Application, held: Decision | None, has_reserve: bool) -> set[Outcome]:
    """What can be recorded now."""
    if application.stage in (Stage.RELEASED, Stage.ACCEPTED):
        sent = queries.released_decision(application)
        return set(services.follows(sent)) if sent is not None else set()
    rules_out = application.stage == Stage.INELIGIBLE or (held is not None and held.outcome == Outcome.INELIGIBLE)
    if rules_out:
        return {Outcome.INELIGIBLE}
    return {o for o in Outcome if o != Outcome.INELIGIBLE and (has_reserve or o != Outcome.RESERVE)}


@bp.route("/applications/<uuid:application_id>/decision", methods=["GET", "POST"])
@guarded(Action.DECISION_RECORD, of=get_application, read_by=Action.APPLICATION_DESK_VIEW)
def record(application: Application) -> ResponseReturnValue:
    """Record the decision, or replace the one that is held; the budget stands beside it."""
    form = forms.DecisionForm()
    live = queries.live_decision(application)
    held = live if live is not None and live.released_at is None else None
    has_reserve = rules_of(application.round_id).has_reserve
    lines = queries.budget(application.round_id, but=application.id, kept_from=me().kept_from)
    outcomes = _outcomes(application, held, has_reserve)
    sent = queries.released_decision(application)
    form.offer(
        lines=[(line.id, line.name) for line in lines],
        has_reserve=has_reserve and Outcome.RESERVE in outcomes,
        is_next=sent is None or sent.outcome != Outcome.RESERVE,
        is_first=held is None,
        outcomes=outcomes,
    )
    if not form.is_submitted():
        form.version.data = str(queries.count_decisions(application))
        form.start_from(held, queries.list_conditions(held.id) if held is not None else ())
        if held is None and application.stage == Stage.INELIGIBLE:
            form.start_from_check(reviews.screening_of(application))
        if held is None and "reserve_place" in form:
            form.reserve_place.data = queries.next_place(application.round_id, me().kept_from)
    elif form.validate_on_submit():
        answer = carry_out(
            form,
            services.record_decision,
            application,
            to=url_for(".record", application_id=application.id),
            said=_("The decision is recorded and held. A second person reads the letter before it is sent."),
            version=form.read_version,
            outcome=Outcome(form.outcome.data),
            **form.said(),
        )
        if answer is not None:
            return answer
    notes = reviews.list_notes(application)
    return form_page(
        "decisions/record.html",
        form,
        application=application,
        held=held,
        live=live,
        lines=lines if "amount" in form else (),
        advice=reviews.advice_of(application, me()),
        notes=notes[-3:],
        later=reviews.later_notes(notes),
        recommendations=dict(RECOMMENDATIONS),
        shown=shown,
        currency=application.round.currency,
        called=called,
        may_record=bool(outcomes) and application.stage in (*_BEFORE, Stage.RELEASED, Stage.ACCEPTED),
        may_take_back=live is not None and live.outcome == Outcome.INELIGIBLE and application.allows("take_back"),
    )


@bp.route("/applications/<uuid:application_id>/decision/take-back", methods=["GET", "POST"])
@guarded(Action.DECISION_RECORD, of=get_application)
def take_back(application: Application) -> ResponseReturnValue:
    """That the application does not meet the rules was wrong: check it again."""
    form = forms.TakeBackForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.take_back,
            application,
            to=url_for("screening.show", application_id=application.id),
            said=_("The application is checked again."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("decisions/take_back.html", form, application=application)


@bp.route("/decisions/<uuid:decision_id>/check", methods=["GET", "POST"])
@guarded(Action.DECISION_CHECK, of=queries.get_decision, read_by=Action.APPLICATION_DESK_VIEW)
def check(decision: Decision) -> ResponseReturnValue:
    """A second person reads the decision and the letter as the schools will read them."""
    form = forms.CheckForm()
    if form.validate_on_submit():
        is_right = form.answer.data == "right"
        answer = carry_out(
            form,
            services.check_letter,
            decision,
            to=url_for("releases.show", round_id=decision.round_id)
            if is_right
            else url_for(".check", decision_id=decision.id),
            said=_("The letter can be sent now.")
            if is_right
            else _("Who recorded the decision is asked to change it."),
            is_right=is_right,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    was_before = queries.why_changed(decision)
    return form_page(
        "decisions/check.html",
        form,
        decision=decision,
        application=decision.application,
        conditions=queries.list_conditions(decision.id),
        called=called,
        knows=seeing.knows_outcome(me(), decision),
        was_before=said_why(WITHDRAWN, "") if was_before == WITHDRAWN else was_before,
    )


def words_for_cluster(application: Application) -> str | None:
    """The outcome that was sent, and that its award ended; None before."""
    return words_for_staff([application]).get(application.id)


def words_for_staff(applications: Sequence[Application]) -> dict[uuid.UUID, str]:
    """The outcome of each whose results were sent, the one that was sent last, and that its award ended. At most one statement."""
    sent = [one.id for one in applications if one.stage in (Stage.RELEASED, Stage.ACCEPTED)]
    return {key: _with_its_end(found) for key, found in queries.outcomes_sent(sent).items()}


def _with_its_end(sent: queries.Sent) -> str:
    """An award that nobody took is not shown as if it stood. One that was taken back has a no for its outcome already."""
    ended = ENDED.get(sent.award) if sent.award is not None else None
    return _("%(outcome)s. %(ended)s", outcome=called(sent), ended=ended) if ended is not None else called(sent)


@bp.get("/applications/<uuid:application_id>/outcome")
@guarded(Action.APPLICATION_READ_OUTCOME, of=get_application)
def outcome(application: Application) -> ResponseReturnValue:
    """The outcome in words, the letter, reasons, feedback, conditions, and what comes next."""
    decision = queries.released_decision(application)
    if decision is None:
        raise NotFound
    rules = rules_of(application.round_id)
    page = render_template(
        "decisions/outcome.html",
        application=application,
        decision=decision,
        called=called,
        award=queries.award_of(application),
        conditions=queries.list_conditions(decision.id),
        has_appeals=rules.has_appeals,
        reserve_until=rules.reserve_until,
        appeal_words=services.appeal_words(rules.has_appeals),
    )
    for note in on_read:
        note(decision.id)
    return page
