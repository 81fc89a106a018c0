"""The rules and the budget of a round's awards, for the programme's managers."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from portal.applying.funding import forms, queries, services
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("funding", __name__)


def _home(planned: Round) -> str:
    return url_for("funding.rules", round_id=planned.id)


@bp.route("/rounds/<uuid:round_id>/awards", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=get_round, read_by=Action.ROUND_DESK_VIEW)
def rules(planned: Round) -> ResponseReturnValue:
    """Reserve list, objections, terms, dates; below them the budget."""
    standing = queries.rules_of(planned.id)
    form = forms.RulesForm(data={name: getattr(standing, name) for name in (*services.FIELDS, "version")})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_rules,
            planned,
            to=_home(planned),
            said=_("The rules are saved."),
            version=form.read_version,
            **{name: form[name].data for name in services.FIELDS if name != "terms"},
            terms=form.terms.data or "",
        )
        if answer is not None:
            return answer
    return form_page(
        "funding/rules.html", form, planned=planned, lines=queries.list_lines(planned.id), currency=planned.currency
    )


@bp.route("/rounds/<uuid:round_id>/awards/lines/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=get_round)
def new_line(planned: Round) -> ResponseReturnValue:
    """Add a line to the budget."""
    form = forms.LineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_line,
            planned,
            to=_home(planned),
            said=_("The line is added."),
            name=form.name.data,
            amount=form.amount.data,
        )
        if answer is not None:
            return answer
    return form_page("funding/line.html", form, planned=planned, line=None)


@bp.route("/rounds/<uuid:round_id>/awards/lines/<uuid:line_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_line)
def edit_line(line: FundingLine) -> ResponseReturnValue:
    """Change a line of the budget."""
    form = forms.ChangeLineForm(data={"name": line.name, "amount": line.amount, "version": line.version})
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_line,
            line,
            to=_home(line.round),
            said=_("The line is saved."),
            version=form.read_version,
            name=form.name.data,
            amount=form.amount.data,
        )
        if answer is not None:
            return answer
    return form_page("funding/line.html", form, planned=line.round, line=line)
