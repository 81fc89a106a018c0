"""The pages of a visit: planned, answered, changed, called off, reported on."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.duty import DutyKind
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.outline import Outline, get_outline
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.partnerships.queries import get_network
from portal.running.visits import forms, queries, services, words
from portal.running.visits.models import Visit, VisitTraveller
from portal.running.visits.routes.blueprint import bp, page_of, said_of
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

_VISIT = "/visits/<uuid:visit_id>"
ON_THE_HOME = (
    DutyKind.AGREE_VISIT,
    DutyKind.CHECK_VISIT,
    DutyKind.CONFIRM_VISIT,
    DutyKind.REPORT_VISIT,
)
SHOWN_AT_HOME = 5


@bp.get("/visits")
@guarded(Action.VISIT_LIST, of=get_outline)
def index(cluster: Outline) -> ResponseReturnValue:
    """The visits to come, and those that were."""
    closed = queries.page_of_closed(cluster.id, request.args.get("after"))
    opened = queries.list_open(cluster.id) if closed.first else ()
    return render_template("visits/index.html", cluster=cluster, opened=opened, closed=closed, standing=words.standing)


@bp.route("/visits/new", methods=["GET", "POST"])
@guarded(Action.VISIT_PLAN, of=get_cluster)
def plan(cluster: Cluster) -> ResponseReturnValue:
    """Plan a visit to another school of the network."""
    network, mine = get_network(cluster.id), login.me().school_ids
    people = queries.list_members([school.id for school in network.schools if not school.is_invited])
    form = forms.VisitForm()
    form.offer(network, mine, people)
    if form.validate_on_submit():
        said = _("The host school is asked. Now look through the safety list.")
        answer = carry_out(form, services.plan_visit, cluster, to=page_of, said=said, plan=form.plan())
        if answer is not None:
            return answer
    return form_page("visits/plan.html", form, cluster=cluster)


@bp.route("/visits/past", methods=["GET", "POST"])
@guarded(Action.VISIT_PLAN, of=get_cluster)
def write_down(cluster: Cluster) -> ResponseReturnValue:
    """A visit that has taken place already."""
    network, mine = get_network(cluster.id), login.me().school_ids
    own = [school.id for school in network.schools if not school.is_invited and school.id in mine]
    form = forms.PastVisitForm()
    form.offer(network, mine, queries.list_members(own))
    if form.validate_on_submit():
        said = _("It is written down. The host school is told.")
        words_of_it = {"plan": form.plan(), "report": form.report.data or ""}
        answer = carry_out(form, services.write_down_visit, cluster, to=page_of, said=said, **words_of_it)
        if answer is not None:
            return answer
    return form_page("visits/write_down.html", form, cluster=cluster)


@bp.get("/visits/travellers/<uuid:traveller_id>")
@guarded(Action.VISIT_LET_TRAVEL, of=queries.get_traveller)
def traveller(traveller: VisitTraveller) -> ResponseReturnValue:
    """Another school plans a visit with a colleague of ours: may this person travel?"""
    visit = traveller.visit
    return render_template(
        "visits/traveller.html", **said_of(visit), traveller=traveller, button=OneButtonForm(formdata=None)
    )


@bp.post("/visits/travellers/<uuid:traveller_id>/agree")
@guarded(Action.VISIT_LET_TRAVEL, of=queries.get_traveller)
def let_travel(traveller: VisitTraveller) -> ResponseReturnValue:
    """Our colleague may travel."""
    said = _("Thank you. The school that plans the visit knows.")
    return press(services.let_travel, traveller, to=page_of(traveller.visit), said=said)


@bp.post("/visits/travellers/<uuid:traveller_id>/decline")
@guarded(Action.VISIT_LET_TRAVEL, of=queries.get_traveller)
def keep_home(traveller: VisitTraveller) -> ResponseReturnValue:
    """Our colleague cannot travel."""
    said = _("Your colleague is off the list, and the school that plans the visit knows.")
    return press(services.keep_home, traveller, to=page_of(traveller.visit), said=said)


@bp.get(_VISIT)
@guarded(Action.VISIT_VIEW, of=queries.get_visit)
def show(visit: Visit) -> ResponseReturnValue:
    """One visit: what for, who, when, how it stands, what is waited for, how it was."""
    sees_safety = can(Action.VISIT_READ_SAFETY, visit)
    return render_template(
        "visits/show.html",
        **said_of(visit),
        ready=queries.readiness(visit) if sees_safety and visit.is_open else None,
        mine=[one for one in visit.represented if one.school_id in login.me().school_ids],
        button=OneButtonForm(formdata=None),
    )


@bp.route(_VISIT + "/change", methods=["GET", "POST"])
@guarded(Action.VISIT_CHANGE, of=queries.get_visit)
def change(visit: Visit) -> ResponseReturnValue:
    """Other words, days or people."""
    form = forms.ChangeVisitForm(**forms.standing(visit) if request.method == "GET" else {})
    network = get_network(visit.cluster_id)
    schools = [s.id for s in network.schools if not s.is_invited and s.id != visit.host_school_id]
    form.offer(queries.list_members(schools))
    if form.validate_on_submit():
        words_of_it: dict[str, Any] = {"plan": form.plan(visit), "version": form.read_version}
        answer = carry_out(
            form, services.change_visit, visit, to=page_of(visit), said=_("It is changed."), **words_of_it
        )
        if answer is not None:
            return answer
    return form_page("visits/change.html", form, visit=visit)


@bp.post(_VISIT + "/agree")
@guarded(Action.VISIT_ANSWER, of=queries.get_visit)
def agree(visit: Visit) -> ResponseReturnValue:
    """The host school says yes."""
    said = _("Thank you. Your visitors are told. Now look through your part of the safety list.")
    return press(services.agree_visit, visit, to=page_of(visit), said=said)


@bp.route(_VISIT + "/decline", methods=["GET", "POST"])
@guarded(Action.VISIT_ANSWER, of=queries.get_visit)
def decline(visit: Visit) -> ResponseReturnValue:
    """The host school cannot have visitors then."""
    form = forms.DeclineForm()
    if form.validate_on_submit():
        said, reason = _("Thank you for saying so. They are told."), form.reason.data or ""
        answer = carry_out(form, services.decline_visit, visit, to=page_of(visit), said=said, reason=reason)
        if answer is not None:
            return answer
    return form_page("visits/decline.html", form, visit=visit)


@bp.route(_VISIT + "/cancel", methods=["GET", "POST"])
@guarded(Action.VISIT_CANCEL, of=queries.get_visit)
def cancel(visit: Visit) -> ResponseReturnValue:
    """Call it off, with a reason."""
    form = forms.ReasonForm()
    if visit.afterwards:
        form.submit.label.text = _("Strike it out")
    if form.validate_on_submit():
        said, reason = _("It is cancelled, and everyone concerned is told."), form.reason.data
        answer = carry_out(form, services.cancel_visit, visit, to=page_of(visit), said=said, reason=reason)
        if answer is not None:
            return answer
    return form_page("visits/cancel.html", form, visit=visit)


@bp.route(_VISIT + "/report", methods=["GET", "POST"])
@guarded(Action.VISIT_REPORT, of=queries.get_visit)
def report(visit: Visit) -> ResponseReturnValue:
    """Tell the cluster how it was."""
    form = forms.ReportForm()
    if form.validate_on_submit():
        said = _("Thank you. Every school of the network can read it.")
        answer = carry_out(form, services.report_visit, visit, to=page_of(visit), said=said, words=form.report.data)
        if answer is not None:
            return answer
    return form_page("visits/report.html", form, visit=visit)


def home_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: visits for which something is to be done. Read from what is owed there anyway: no statement."""
    owed = {line.subject_id: line for line in reversed(cluster.owed) if line.kind in ON_THE_HOME}
    if not owed or not can(Action.VISIT_LIST, cluster):
        return None
    lines = sorted(owed.values(), key=lambda line: (line.due_at is None, line.due_at, line.subject_id))
    return "visits/_panel.html", {
        "cluster": cluster,
        "visits": lines[:SHOWN_AT_HOME],
        "more": len(lines) - SHOWN_AT_HOME,
    }


def way_in(cluster: Cluster) -> tuple[str, dict[str, Any]] | None:
    """On the partnership's page: the way to visits and turns. No statement."""
    url = url_for("visits.index", cluster_id=cluster.id)
    return ("visits/_way_in.html", {"url": url}) if can(Action.VISIT_LIST, cluster) else None
