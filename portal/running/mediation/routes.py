"""Raising a difficulty, the page of each, and what can be done there."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.policy import Action
from portal.running.mediation import forms, queries, services
from portal.running.mediation.models import ConcernKind, Mediation, MediationAction, StepKind, Voice
from portal.running.partnerships.queries import Network, get_network
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

raise_bp = Blueprint("mediation_raise", __name__, url_prefix="/clusters/<uuid:cluster_id>/difficulties")
bp = Blueprint("mediation", __name__, url_prefix="/difficulties")
BLUEPRINTS = (raise_bp, bp)
_ONE = "/<uuid:mediation_id>"
_SAFEGUARDING = "/report"


def panel(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the pages of the cluster and of its partnership: the way to help. The same for everyone; who has a matter open is not shown."""
    return ("mediation/_panel.html", {"cluster": cluster}) if can(Action.MEDIATION_RAISE, cluster) else None


@raise_bp.route("", methods=["GET", "POST"])
@guarded(Action.MEDIATION_RAISE, of=get_network)
def first(network: Network) -> ResponseReturnValue:
    """One question before anything is written down. Whoever says yes is led to the safeguarding route, and nothing of it is kept."""
    form = forms.ChildFirstForm()
    if form.validate_on_submit():
        if form.child.data == "yes":
            return redirect(_SAFEGUARDING, 303)
        about = _uuid(request.args.get("school"))
        return redirect(url_for("mediation_raise.new", cluster_id=network.cluster_id, child="no", school=about), 303)
    return form_page("mediation/first.html", form, network=network)


@raise_bp.route("/new", methods=["GET", "POST"])
@guarded(Action.MEDIATION_RAISE, of=get_network)
@limiter.limit("20 per hour", methods=["POST"])
def new(network: Network) -> ResponseReturnValue:
    """Write down what is difficult, and choose who could help."""
    if request.args.get("child") != "no":
        return redirect(url_for("mediation_raise.first", cluster_id=network.cluster_id), 303)
    form, me = forms.RaiseForm(), login.me()
    place = me.place_in(network.cluster_id)
    mine = place.schools if place is not None else frozenset()
    form.offer(network, mine, queries.list_convenors(network.cluster_id, mine), about=_uuid(request.args.get("school")))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.raise_concern,
            network,
            to=_page,
            said=_("The other school and the mediator have been asked. Nobody else knows of it."),
            school_id=form.school.data if form.school else None,
            other_school_id=form.other_school.data,
            kind=ConcernKind(form.kind.data),
            what=form.what.data,
            wish=form.wish.data or "",
            mediator=form.mediator.data,
        )
        if answer is not None:
            return answer
    return form_page("mediation/new.html", form, network=network, safeguarding=_SAFEGUARDING)


def _page(mediation: Mediation) -> str:
    return url_for("mediation.show", mediation_id=mediation.id)


def _uuid(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return None


@bp.get("")
@guarded(Action.MEDIATION_LIST)
def index() -> ResponseReturnValue:
    """The difficulties that I may see: my school's, those that I mediate, and for administrators those they were asked about."""
    page = queries.list_mine(login.me(), request.args.get("after"))
    return render_template("mediation/index.html", page=page, kinds=dict(forms.KINDS))


@bp.get(_ONE)
@guarded(Action.MEDIATION_VIEW, of=queries.get_mediation)
def show(mediation: Mediation) -> ResponseReturnValue:
    """One difficulty, for the two schools and who mediates."""
    return render_template("mediation/show.html", **_about(mediation))


def _about(mediation: Mediation) -> dict[str, Any]:
    return {
        "matter": mediation,
        "voice": services.voice_of(mediation, login.me()).value,
        "reads": can(Action.MEDIATION_READ, mediation),
        "kinds": dict(forms.KINDS),
        "step_kinds": dict(forms.STEPS),
        "names": {
            Voice.RAISING.value: mediation.raising_school.name,
            Voice.OTHER.value: mediation.other_school.name,
            Voice.MEDIATOR.value: mediation.mediator_name or _("the mediator"),
            Voice.ADMINISTRATOR.value: _("an administrator"),
        },
        "today": clock.today(mediation.cluster.zone),
        "button": OneButtonForm(formdata=None),
        "safeguarding": _SAFEGUARDING,
    }


@bp.get("/agreed/<uuid:action_id>")
@guarded(Action.MEDIATION_VIEW, of=queries.get_mediation_of_action)
def action(mediation: Mediation) -> ResponseReturnValue:
    """Where the thing to do leads: the page of its difficulty."""
    return redirect(_page(mediation) + "#agreed", 303)


def _form(
    mediation: Mediation,
    form: Any,
    deed: Callable[..., Any],
    title: str,
    *,
    said: str,
    lead: str = "",
    to: str | None = None,
    **words: Callable[[], Any],
) -> ResponseReturnValue:
    """The page of one form about a difficulty. `words` give the deed its words once the form is valid."""
    if form.validate_on_submit():
        values = {name: value() for name, value in words.items()}
        answer = carry_out(form, deed, mediation, to=to or _page(mediation), said=said, **values)
        if answer is not None:
            return answer
    return form_page("mediation/form.html", form, matter=mediation, title=title, lead=lead, safeguarding=_SAFEGUARDING)


@bp.post(_ONE + "/agree")
@guarded(Action.MEDIATION_AGREE, of=queries.get_mediation)
def agree(mediation: Mediation) -> ResponseReturnValue:
    said = _("Your school has said yes to talking.")
    return press(services.agree, mediation, to=_page(mediation), said=said)


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.MEDIATION_DECLINE, of=queries.get_mediation)
def decline(mediation: Mediation) -> ResponseReturnValue:
    """No, with a reason."""
    form = forms.DeclineForm()
    title, said = _("We do not want to talk with a mediator now"), _("The other school can read your answer.")
    return _form(mediation, form, services.decline, title, said=said, reason=lambda: form.reason.data)


@bp.route(_ONE + "/mediator", methods=["GET", "POST"])
@guarded(Action.MEDIATION_CHOOSE_MEDIATOR, of=queries.get_mediation)
def choose_mediator(mediation: Mediation) -> ResponseReturnValue:
    """Ask someone else to mediate."""
    form = forms.ChooseMediatorForm()
    form.offer(queries.list_convenors(mediation.cluster_id, mediation.party_ids))
    title, said = _("Ask someone else to help"), _("They have been asked, and the other school too.")
    return _form(mediation, form, services.choose_mediator, title, said=said, mediator=lambda: form.mediator.data)


@bp.post(_ONE + "/mediate")
@guarded(Action.MEDIATION_MEDIATE, of=queries.get_mediation)
def mediate(mediation: Mediation) -> ResponseReturnValue:
    said = _("Thank you for helping them. What it is about stands here as soon as everyone has said yes.")
    return press(services.mediate, mediation, to=_page(mediation), said=said)


@bp.post(_ONE + "/mediate/stop")
@guarded(Action.MEDIATION_MEDIATE, of=queries.get_mediation)
def stop_mediating(mediation: Mediation) -> ResponseReturnValue:
    """No to mediating, or no longer."""
    said = _("Thank you for saying so. The schools choose someone else.")
    return press(services.stop_mediating, mediation, to=url_for("mediation.index"), said=said, back=_page(mediation))


@bp.route(_ONE + "/steps/new", methods=["GET", "POST"])
@guarded(Action.MEDIATION_LOG, of=queries.get_mediation)
def add_step(mediation: Mediation) -> ResponseReturnValue:
    """Write down what was said or done."""
    form = forms.StepForm(on=clock.today(mediation.cluster.zone))
    return _form(
        mediation,
        form,
        services.add_step,
        _("Write down a step"),
        said=_("It is written down."),
        kind=lambda: StepKind(form.kind.data),
        on=lambda: form.on.data,
        what=lambda: form.what.data,
    )


@bp.route(_ONE + "/agreed/new", methods=["GET", "POST"])
@guarded(Action.MEDIATION_LEAD, of=queries.get_mediation)
def agree_action(mediation: Mediation) -> ResponseReturnValue:
    """Write down who does what by when."""
    form = forms.ActionForm()
    form.offer(mediation.raising_school.name, mediation.other_school.name, mediation.mediator_name)
    return _form(
        mediation,
        form,
        services.agree_action,
        _("Write down what was agreed"),
        said=_("It is written down, and stands on their list of things to do."),
        owner=lambda: Voice(form.owner.data),
        what=lambda: form.what.data,
        due_on=lambda: form.due_on.data,
    )


@bp.post(_ONE + "/agreed/<uuid:action_id>/done")
@guarded(Action.MEDIATION_LOG, of=queries.get_action)
def finish_action(agreed: MediationAction) -> ResponseReturnValue:
    to = url_for("mediation.show", mediation_id=agreed.mediation_id)
    return press(services.finish_action, agreed, to=to, said=_("Done. Thank you."))


@bp.route(_ONE + "/settle", methods=["GET", "POST"])
@guarded(Action.MEDIATION_LEAD, of=queries.get_mediation)
def settle(mediation: Mediation) -> ResponseReturnValue:
    """The two schools have settled it."""
    form = forms.SettleForm()
    return _form(
        mediation,
        form,
        services.settle,
        _("It is settled"),
        said=_("Well done, all of you. You are reminded to look back."),
        outcome=lambda: form.outcome.data,
        review_on=lambda: form.review_on.data,
    )


@bp.route(_ONE + "/end", methods=["GET", "POST"])
@guarded(Action.MEDIATION_STOP, of=queries.get_mediation)
def give_up(mediation: Mediation) -> ResponseReturnValue:
    """End without an agreement. Nobody has to go on."""
    form = forms.GiveUpForm()
    title, said = _("End the talks without an agreement"), _("The talks have ended.")
    return _form(mediation, form, services.give_up, title, said=said, outcome=lambda: form.outcome.data)


@bp.post(_ONE + "/reopen")
@guarded(Action.MEDIATION_STOP, of=queries.get_mediation)
def reopen(mediation: Mediation) -> ResponseReturnValue:
    return press(services.reopen, mediation, to=_page(mediation), said=_("The talks go on."))


@bp.post(_ONE + "/close")
@guarded(Action.MEDIATION_STOP, of=queries.get_mediation)
def close(mediation: Mediation) -> ResponseReturnValue:
    return press(services.close, mediation, to=_page(mediation), said=_("It is closed. It stays here to be read."))


@bp.post(_ONE + "/withdraw")
@guarded(Action.MEDIATION_WITHDRAW, of=queries.get_mediation)
def withdraw(mediation: Mediation) -> ResponseReturnValue:
    return press(services.withdraw, mediation, to=_page(mediation), said=_("You have taken it back."))


@bp.route(_ONE + "/escalate", methods=["GET", "POST"])
@guarded(Action.MEDIATION_ESCALATE, of=queries.get_mediation)
def escalate(mediation: Mediation) -> ResponseReturnValue:
    """Ask the administrators for help. They read all of it from then on."""
    form = forms.EscalateForm()
    lead = _(
        "From then on the administrators of the portal can read everything on this page. Everyone involved is told that you asked."
    )
    title, said = _("Ask the administrators for help"), _("The administrators have been asked.")
    return _form(mediation, form, services.escalate, title, said=said, lead=lead, why=lambda: form.why.data)


@bp.route(_ONE + "/safeguarding", methods=["GET", "POST"])
@guarded(Action.MEDIATION_TO_SAFEGUARDING, of=queries.get_mediation)
def move_to_safeguarding(mediation: Mediation) -> ResponseReturnValue:
    """A child may be harmed: the safeguarding team takes it over, with everything that was written."""
    form = forms.ToSafeguardingForm()
    lead = _(
        "If a child is in danger now, call the police: 999 in the United Kingdom. Tell the safeguarding lead of your school as well. "
        "When you send this, everything that was written here goes to the portal safeguarding team, and is shown here no more."
    )
    title, said = _("A child may be harmed"), _("Thank you. The portal safeguarding team has it now.")
    return _form(
        mediation, form, services.move_to_safeguarding, title, said=said, lead=lead, words=lambda: form.words.data
    )
