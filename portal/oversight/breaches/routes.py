"""The list of breaches, one breach, and what is done about it."""

from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, moments
from portal.core.i18n import _
from portal.oversight.breaches import forms, queries, services
from portal.oversight.breaches.models import Breach, Risk, StepKind
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("breaches", __name__, url_prefix="/administration/breaches")
ZONE = "Europe/London"


def _page(breach: Breach) -> str:
    return url_for("breaches.show", breach_id=breach.id)


@bp.get("")
@guarded(Action.BREACH_LIST)
def index() -> ResponseReturnValue:
    """Every breach, the newest first."""
    page = queries.list_breaches(request.args.get("after"))
    return render_template("breaches/index.html", page=page, risks=dict(forms.RISKS))


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.BREACH_ENTER)
def enter() -> ResponseReturnValue:
    """Enter one."""
    form = forms.BreachForm()
    if form.validate_on_submit():
        known_at = moments.instant(form.known_on.data, form.known_time.data, ZONE)
        answer = carry_out(
            form,
            services.enter_breach,
            to=_page,
            said=_("It is in the list. The 72 hours run from the moment at which you came to know of it."),
            known_at=known_at,
            description=form.description.data,
            about_people=form.about_people.data,
            risk=Risk(form.risk.data),
        )
        if answer is not None:
            return answer
    elif request.method == "GET":
        now = clock.now().astimezone(ZoneInfo(ZONE))
        form.known_on.data, form.known_time.data = now.date(), now.time().replace(second=0, microsecond=0)
    return form_page("breaches/enter.html", form)


@bp.get("/<uuid:breach_id>")
@guarded(Action.BREACH_VIEW, of=queries.get_breach)
def show(breach: Breach) -> ResponseReturnValue:
    """One breach, what was done and what is still to do."""
    due_at = breach.known_at + services.TELL_WITHIN
    return render_template(
        "breaches/show.html", breach=breach, due_at=due_at, risks=dict(forms.RISKS), steps=dict(forms.STEPS)
    )


@bp.route("/<uuid:breach_id>/step", methods=["GET", "POST"])
@guarded(Action.BREACH_HANDLE, of=queries.get_breach)
def step(breach: Breach) -> ResponseReturnValue:
    """Write down what was done."""
    form = forms.StepForm()
    if form.validate_on_submit():
        words = {"kind": StepKind(form.kind.data), "words": form.words.data}
        answer = carry_out(form, services.take_step, breach, to=_page(breach), said=_("It is written down."), **words)
        if answer is not None:
            return answer
    return form_page("breaches/step.html", form, breach=breach)
