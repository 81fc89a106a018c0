"""More time for one application, or for everyone; and the list of both, which the panel reads."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications import forms, queries, services
from portal.applying.applications.models import Application, LatePermit
from portal.applying.applications.routes.blueprint import bp
from portal.applying.programmes import queries as programmes
from portal.applying.programmes.models import Round
from portal.core.i18n import _
from portal.policy import Action
from portal.web import moments
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me


def _list_of(round_id: Any) -> str:
    return url_for("applications.exceptions", round_id=round_id)


def outage_panel(planned: Round) -> tuple[str, dict[str, Any]] | None:
    """On the page of a round, for who may confirm it: the portal could not be used just before the deadline, and more time for all is proposed."""
    if not can(Action.LATE_PERMIT_ASK, planned):
        return None
    proposed = services.proposal(planned)
    return ("applications/_outage.html", {"planned": planned, "proposal": proposed}) if proposed is not None else None


@bp.get("/rounds/<uuid:round_id>/exceptions")
@guarded(Action.EXCEPTION_LIST, of=programmes.get_round)
def exceptions(planned: Round) -> ResponseReturnValue:
    """Who got more time, why, and by whom."""
    return render_template(
        "applications/exceptions.html",
        planned=planned,
        permits=queries.list_permits(planned, me()),
        extensions=programmes.list_extensions(planned),
        proposal=services.proposal(planned),
    )


def _until_now(application: Application) -> str:
    """An application to choose: which got more time already says until when, as only a later time is more."""
    name = str(application.cluster.name)
    if application.late_until is None:
        return name
    until = moments.local_time(application.late_until, application.round.zone)
    return _("%(cluster)s: has until %(when)s", cluster=name, when=until)


@bp.route("/rounds/<uuid:round_id>/late-permits/new", methods=["GET", "POST"])
@guarded(Action.LATE_PERMIT_ASK, of=programmes.get_round)
def ask_permit(planned: Round) -> ResponseReturnValue:
    """Ask for more time for one application."""
    form = forms.PermitForm()
    waiting = [(a.id, _until_now(a)) for a in queries.list_not_submitted(planned, me())]
    form.application_id.choices = [("", _("Choose an application")), *waiting]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_permit,
            planned,
            to=_list_of(planned.id),
            said=_("A second manager has been asked. Nothing changes for the cluster before that."),
            **{name: form[name].data for name in ("application_id", "until_on", "until_time", "reason")},
        )
        if answer is not None:
            return answer
    return form_page("applications/more_time.html", form, planned=planned, title=_("More time for one application"))


@bp.route("/rounds/<uuid:round_id>/extend", methods=["GET", "POST"])
@guarded(Action.LATE_PERMIT_ASK, of=programmes.get_round)
def extend(planned: Round) -> ResponseReturnValue:
    """Move the deadline for everyone, because the portal could not be used."""
    proposed = services.proposal(planned)
    data = {}
    if proposed is not None:
        reason = _("The portal could not be used for %(num)s minutes before the deadline.", num=proposed.outage.minutes)
        data = {"until_on": proposed.until_on, "until_time": proposed.until_time, "reason": reason}
    form = forms.ExtensionForm(data=data)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.extend_for_all,
            planned,
            to=_list_of(planned.id),
            said=_("The deadline has moved for everyone. The clusters that have started are told."),
            **{name: form[name].data for name in ("until_on", "until_time", "reason")},
        )
        if answer is not None:
            return answer
    return form_page("applications/more_time.html", form, planned=planned, title=_("More time for everyone"))


@bp.route("/late-permits/<uuid:permit_id>", methods=["GET", "POST"])
@guarded(Action.LATE_PERMIT_DECIDE, of=queries.get_permit)
def decide_permit(permit: LatePermit) -> ResponseReturnValue:
    """The second manager's word."""
    form = forms.DecidePermitForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.grant_permit if form.answer.data == "grant" else services.refuse_permit,
            permit,
            to=_list_of(permit.application.round_id),
            said=_("Decided. Who asked is told, and the cluster if it gets more time."),
        )
        if answer is not None:
            return answer
    return form_page("applications/decide_permit.html", form, permit=permit)
