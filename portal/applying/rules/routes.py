"""How applications are scored, for everyone who thinks of applying; and the form in which the programme says so."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.rules import forms, queries, services
from portal.applying.rules.models import ChecklistLine
from portal.core.i18n import _
from portal.identity.schools.forms import NATIONS
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.press import OneButtonForm, press

bp = Blueprint("rules", __name__)
VALUES = (
    "quality_bar",
    "criterion_floor",
    "tie_first_id",
    "tie_second_id",
    "balance",
    "balance_nation",
    "publishes_bands",
    "is_blind",
    "has_discussion",
    "needs_calibration",
    "panel_together",
)


@bp.get("/rounds/<uuid:round_id>/scoring")
@guarded(Action.ROUND_VIEW, of=get_round)
def show(planned: Round) -> ResponseReturnValue:
    """Criteria with their anchors, the quality bar, what happens to ties, and after the deadline the seed of the draw."""
    rules = queries.rules_of(planned.id)
    criteria = queries.list_criteria(planned.id)
    ties = queries.tie_criteria(rules, criteria)
    return render_template(
        "rules/show.html", planned=planned, rules=rules, criteria=criteria, ties=ties, nations=dict(NATIONS)
    )


@bp.route("/rounds/<uuid:round_id>/scoring/edit", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=get_round)
def edit(planned: Round) -> ResponseReturnValue:
    """Change how the round is reviewed."""
    if request.method == "GET" and planned.criteria_frozen_at is not None:
        words = _("A review has been opened, so the rules stay as they are.")
        back = {"back": url_for(".show", round_id=planned.id), "back_words": _("How applications are scored")}
        return too_late(_("Change how the round is reviewed"), words, **back)
    rules = queries.rules_of(planned.id)
    form = forms.RulesForm(data={name: getattr(rules, name) for name in (*VALUES, "version")})
    form.offer([(c.id, c.title) for c in queries.list_criteria(planned.id) if not c.optional_plus])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.edit_rules,
            planned,
            to=url_for(".show", round_id=planned.id),
            said=_("The rules are saved."),
            read_version=form.read_version,
            **{name: form[name].data for name in VALUES},
        )
        if answer is not None:
            return answer
    return form_page("rules/edit.html", form, planned=planned)


@bp.route("/rounds/<uuid:round_id>/checklist", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=get_round, read_by=Action.ROUND_DESK_VIEW)
def checklist(planned: Round) -> ResponseReturnValue:
    """The lines of the check: the four of every round, and those of this one."""
    form = forms.LineForm()
    if form.validate_on_submit():
        to = url_for(".checklist", round_id=planned.id)
        answer = carry_out(form, services.add_line, planned, to=to, said=_("The line is added."), title=form.title.data)
        if answer is not None:
            return answer
    return form_page(
        "rules/checklist.html",
        form,
        planned=planned,
        lines=queries.list_checklist(planned.id),
        is_checked=queries.is_checked(planned.id),
        button=OneButtonForm(formdata=None),
    )


@bp.post("/rounds/<uuid:round_id>/checklist/<uuid:line_id>/remove")
@guarded(Action.ROUND_EDIT, of=queries.get_line)
def remove_line(line: ChecklistLine) -> ResponseReturnValue:
    """Take a line out."""
    to = url_for(".checklist", round_id=line.round_id)
    return press(services.remove_line, line, to=to, said=_("The line is taken out."))
