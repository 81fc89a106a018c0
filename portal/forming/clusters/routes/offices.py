"""Nominating, agreeing, accepting."""

import uuid

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters import forms, queries, services
from portal.forming.clusters.models import Cluster, Office, OfficeKind, Side, agreement
from portal.forming.clusters.routes.blueprint import bp, home_of
from portal.forming.clusters.unled import list_unled
from portal.policy import Action
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

_ONE = "/clusters/<uuid:cluster_id>/offices/<uuid:office_id>"


@bp.route("/clusters/<uuid:cluster_id>/offices/new", methods=["GET", "POST"])
@guarded(Action.CLUSTER_NOMINATE, of=queries.get_cluster)
def nominate(cluster: Cluster) -> ResponseReturnValue:
    """Nominate a lead school, a contact teacher or a deputy."""
    schools = [m.school for m in cluster.live_memberships() if m.side == Side.HOME]
    form = forms.NominateForm()
    form.offer(schools, queries.list_people_of_schools([s.id for s in schools]))
    if form.validate_on_submit():
        school_id, person_id = _read_nominee(form.nominee.data)
        answer = carry_out(
            form,
            services.nominate,
            cluster,
            to=lambda office: url_for("clusters.office", cluster_id=cluster.id, office_id=office.id),
            said=_("The member schools are asked."),
            kind=OfficeKind(form.kind.data),
            school_id=school_id,
            person_id=person_id,
        )
        if answer is not None:
            return answer
    return form_page("clusters/nominate.html", form, cluster=cluster, back=home_of(cluster))


def _read_nominee(chosen: str) -> tuple[uuid.UUID, uuid.UUID | None]:
    _kind, school_id, *person = chosen.split(":")
    return uuid.UUID(school_id), uuid.UUID(person[0]) if person else None


@bp.get("/clusters/<uuid:cluster_id>/offices")
@guarded(Action.CLUSTER_VIEW, of=queries.get_cluster)
def holders(cluster: Cluster) -> ResponseReturnValue:
    """Who holds which office, and who held it from when to when."""
    return render_template(
        "clusters/holders.html", cluster=cluster, held=queries.list_holders(cluster.id), titles=services.TITLES
    )


@bp.get("/clusters/without-coordinator")
@guarded(Action.CLUSTER_LIST_UNLED)
def unled() -> ResponseReturnValue:
    """Clusters for which the programme may have to appoint someone."""
    page = list_unled(request.args.get("after"))
    return render_template("clusters/unled.html", page=page)


@bp.route("/clusters/<uuid:cluster_id>/offices/appoint", methods=["GET", "POST"])
@guarded(Action.CLUSTER_APPOINT, of=queries.get_cluster)
def appoint(cluster: Cluster) -> ResponseReturnValue:
    """The programme appoints where the holder of an office has vanished."""
    schools = [m.school for m in cluster.live_memberships() if m.side == Side.HOME]
    reads = can(Action.CLUSTER_VIEW, cluster)  # an administrator appoints without reading the cluster
    form = forms.AppointForm()
    form.offer(schools, queries.list_people_of_schools([s.id for s in schools]))
    if form.validate_on_submit():
        school_id, person_id = _read_nominee(form.nominee.data)
        answer = carry_out(
            form,
            services.appoint,
            cluster,
            to=url_for("clusters.holders", cluster_id=cluster.id) if reads else url_for("clusters.unled"),
            said=_("The schools of the cluster are told."),
            kind=OfficeKind(form.kind.data),
            school_id=school_id,
            person_id=person_id,
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    back = (
        (home_of(cluster), cluster.name) if reads else (url_for("clusters.unled"), _("Clusters without a coordinator"))
    )
    return form_page("clusters/appoint.html", form, cluster=cluster, back=back)


@bp.get(_ONE)
@guarded(Action.CLUSTER_VIEW, of=queries.get_office)
def office(office: Office) -> ResponseReturnValue:
    """Who is nominated, what the schools say, and what I can do about it."""
    return render_template("clusters/office.html", **_office_page(office))


def _office_page(office: Office) -> dict[str, object]:
    me, cluster = login.me(), office.cluster
    voters = {m.school_id for m in cluster.live_memberships() if m.side == Side.HOME}
    said = {b.school_id: b for b in office.backings}
    mine = [s for s in sorted(voters) if me.holds("contact", s) or me.holds("signatory", s)]
    return {
        "office": office,
        "cluster": cluster,
        "title": services.TITLES[office.kind],
        "now_stands": agreement(cluster, office, office.backings, clock.now()),
        "said": [(m.school, said.get(m.school_id)) for m in cluster.live_memberships() if m.side == Side.HOME],
        "to_answer": [s for s in mine if s not in said],
        "button": OneButtonForm(),
    }


def _my_school(office: Office) -> uuid.UUID | None:
    """The school in whose name the person answers: of several, the first that has not answered."""
    me = login.me()
    mine = [
        m.school_id
        for m in office.cluster.live_memberships()
        if m.side == Side.HOME and (me.holds("contact", m.school_id) or me.holds("signatory", m.school_id))
    ]
    said = {b.school_id for b in office.backings}
    return next((s for s in mine if s not in said), mine[0] if mine else None)


@bp.post(_ONE + "/back")
@guarded(Action.CLUSTER_BACK_NOMINATION, of=queries.get_office)
def back_nomination(office: Office) -> ResponseReturnValue:
    said = _("Your school agrees.")
    return press(
        services.back_nomination, office, to=_page(office), said=said, school_id=_my_school(office), agrees=True
    )


@bp.route(_ONE + "/object", methods=["GET", "POST"])
@guarded(Action.CLUSTER_BACK_NOMINATION, of=queries.get_office)
def object_to_nomination(office: Office) -> ResponseReturnValue:
    form = forms.ObjectForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.back_nomination,
            office,
            to=_page(office),
            said=_("Your school's objection is noted. More than half of the member schools have to agree now."),
            school_id=_my_school(office),
            agrees=False,
            words=form.words.data,
        )
        if answer is not None:
            return answer
    title = services.TITLES[office.kind]
    return form_page("clusters/object.html", form, office=office, title=title, back=_page(office))


@bp.post(_ONE + "/accept")
@guarded(Action.CLUSTER_ACCEPT_OFFICE, of=queries.get_office)
def accept_office(office: Office) -> ResponseReturnValue:
    said = _("Thank you. The cluster has been told.")
    return press(services.accept_office, office, to=home_of(office.cluster), said=said, back=_page(office))


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.CLUSTER_ACCEPT_OFFICE, of=queries.get_office)
def decline_office(office: Office) -> ResponseReturnValue:
    form = forms.DeclineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_office,
            office,
            to=home_of(office.cluster),
            said=_("The cluster has been told."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    title = services.TITLES[office.kind]
    return form_page("clusters/decline_office.html", form, office=office, title=title, back=_page(office))


@bp.post(_ONE + "/withdraw")
@guarded(Action.CLUSTER_WITHDRAW_NOMINATION, of=queries.get_office)
def withdraw_nomination(office: Office) -> ResponseReturnValue:
    said = _("The nomination has been taken back.")
    return press(services.withdraw_nomination, office, to=home_of(office.cluster), said=said)


def _page(office: Office) -> str:
    return url_for("clusters.office", cluster_id=office.cluster_id, office_id=office.id)
