"""One condition of an approval: the school says that it is met, the programme says how it stands."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards import forms, queries, services
from portal.applying.awards.models import OVER, AwardCondition
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("conditions", __name__)
_ONE = "/conditions/<uuid:condition_id>"


def _home(condition: AwardCondition) -> str:
    return url_for("conditions.show", condition_id=condition.id)


@bp.get(_ONE)
@guarded(Action.CONDITION_VIEW, of=queries.get_condition)
def show(condition: AwardCondition) -> ResponseReturnValue:
    """What it asks, whose it is, and what was said about it."""
    award = queries.award_of(condition.application)
    is_over = award is not None and award.status in OVER
    return render_template(
        "conditions/show.html", condition=condition, application=condition.application, is_over=is_over
    )


@bp.route(_ONE + "/met", methods=["GET", "POST"])
@guarded(Action.CONDITION_REPORT, of=queries.get_condition)
def report(condition: AwardCondition) -> ResponseReturnValue:
    """The school says that it is met."""
    form = forms.ConditionForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.report_condition,
            condition,
            to=_home(condition),
            said=_("The programme is told."),
            evidence=form.evidence.data or "",
        )
        if answer is not None:
            return answer
    return form_page("conditions/report.html", form, condition=condition, application=condition.application)


@bp.route(_ONE + "/judge", methods=["GET", "POST"])
@guarded(Action.CONDITION_JUDGE, of=queries.get_condition)
def judge(condition: AwardCondition) -> ResponseReturnValue:
    """The programme's word."""
    form = forms.JudgeForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.judge_condition,
            condition,
            to=_home(condition),
            said=_("Saved. The schools are told."),
            verdict=form.verdict.data,
            note=form.note.data or "",
        )
        if answer is not None:
            return answer
    return form_page("conditions/judge.html", form, condition=condition, application=condition.application)


@bp.route(_ONE + "/move", methods=["GET", "POST"])
@guarded(Action.CONDITION_JUDGE, of=queries.get_condition)
def move(condition: AwardCondition) -> ResponseReturnValue:
    """Another school, or another day."""
    form = forms.MoveConditionForm(data={"school_id": condition.school_id, "due_on": condition.due_on})
    live = condition.application.cluster.live_memberships()
    form.school_id.choices = [(m.school_id, m.school.name) for m in live]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.move_condition,
            condition,
            to=_home(condition),
            said=_("Saved."),
            school_id=form.school_id.data,
            due_on=form.due_on.data,
        )
        if answer is not None:
            return answer
    return form_page("conditions/move.html", form, condition=condition, application=condition.application)
