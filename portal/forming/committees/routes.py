"""Pages of committees: the list, the committee with its seats, the sheet that says what it is there for."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.outline import Outline
from portal.forming.clusters.queries import get_cluster
from portal.forming.committees import forms, queries, services
from portal.forming.committees.models import Committee, Level, Seat, SeatKind, SeatRole
from portal.forming.formality import queries as formality
from portal.forming.formality.models import Feature
from portal.identity.organisations.choosing import choose_page, picked
from portal.identity.organisations.models import Organisation, OrganisationKind
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("committees", __name__, url_prefix="/clusters/<uuid:cluster_id>/committees")
_ONE = "/<uuid:committee_id>"
_SEAT = "/seats/<uuid:seat_id>"


def home_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the way to its committees, where it has some. It asks the database nothing."""
    if not cluster.has_committees or not can(Action.COMMITTEE_LIST, cluster):
        return None
    return "committees/_panel.html", {"cluster": cluster}


def _page(committee: Committee) -> str:
    return url_for("committees.show", cluster_id=committee.cluster_id, committee_id=committee.id)


@bp.get("")
@guarded(Action.COMMITTEE_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """The committees of the cluster."""
    return render_template(
        "committees/index.html",
        cluster=cluster,
        committees=queries.list_committees(cluster.id),
        levels=forms.LEVELS,
        is_on=formality.has(cluster.id, Feature.COMMITTEES),
    )


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.COMMITTEE_BEGIN, of=get_cluster)
def begin(cluster: Cluster) -> ResponseReturnValue:
    """Begin a committee."""
    form = forms.BeginForm(remit=str(forms.USUAL_REMIT))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.begin_committee,
            cluster,
            to=_page,
            said=_("The committee has begun. Give its seats now."),
            **_remit(form),
        )
        if answer is not None:
            return answer
    return form_page("committees/begin.html", form, cluster=cluster)


def _remit(form: Any) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "level": Level(form.level.data),
        "remit": form.remit.data,
        "decides": form.decides.data or "",
        "reports_to": form.reports_to.data or "",
    }


@bp.get(_ONE)
@guarded(Action.COMMITTEE_VIEW, of=queries.get_committee)
def show(committee: Committee) -> ResponseReturnValue:
    """What it is there for, who sits in it, until when."""
    return render_template(
        "committees/show.html",
        committee=committee,
        cluster=committee.cluster,
        levels=forms.LEVELS,
        kinds=forms.SHORT_KINDS,
        roles=forms.SHORT_ROLES,
        today=clock.today(committee.cluster.zone),
        button=OneButtonForm(formdata=None),
    )


@bp.get(_ONE + "/sheet")
@guarded(Action.COMMITTEE_VIEW, of=queries.get_committee)
def sheet(committee: Committee) -> ResponseReturnValue:
    """One page to print: what the committee is there for, and who sits in it."""
    return render_template(
        "committees/sheet.html",
        committee=committee,
        cluster=committee.cluster,
        levels=forms.LEVELS,
        roles=forms.SHORT_ROLES,
    )


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.COMMITTEE_CHANGE, of=queries.get_committee)
def edit(committee: Committee) -> ResponseReturnValue:
    """Write anew what it is there for."""
    form = forms.RemitForm(obj=committee)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_remit,
            committee,
            to=_page(committee),
            said=_("Saved."),
            version=form.read_version,
            **_remit(form),
        )
        if answer is not None:
            return answer
    return form_page("committees/edit.html", form, committee=committee)


@bp.post(_ONE + "/close")
@guarded(Action.COMMITTEE_CHANGE, of=queries.get_committee)
def close(committee: Committee) -> ResponseReturnValue:
    """The committee is over."""
    said = _("The committee is over. Its record stays here.")
    return press(services.close_committee, committee, to=_page(committee), said=said)


@bp.route(_ONE + "/seats/new", methods=["GET", "POST"])
@guarded(Action.SEAT_GIVE, of=queries.get_committee)
def give_seat(committee: Committee) -> ResponseReturnValue:
    """Give a seat."""
    body = picked()
    form = forms.SeatForm(**_filled(body))
    people = queries.people_to_seat(committee.cluster_id, body.id if body is not None else None)
    form.offer(queries.schools_to_seat(committee.cluster_id), people)
    if form.validate_on_submit():
        sitting = services.Sitting(
            kind=SeatKind(form.kind.data),
            role=SeatRole(form.role.data),
            school_id=form.school.data,
            body=form.body.data or "",
            person_id=form.person.data,
            holder_name=form.holder_name.data or "",
            from_on=form.from_on.data,
            until_on=form.until_on.data,
            organisation_id=body.id if body is not None else None,
        )
        answer = carry_out(
            form,
            services.give_seat,
            committee,
            to=_page(committee),
            said=_("The seat is given."),
            sitting=sitting,
        )
        if answer is not None:
            return answer
    return form_page("committees/give_seat.html", form, committee=committee, picked=body)


def _filled(body: Organisation | None) -> dict[str, Any]:
    """The form with the organisation that was chosen from the list."""
    if body is None:
        return {}
    is_authority = body.kind in (OrganisationKind.AUTHORITY, OrganisationKind.DISTRICT_OFFICE)
    kind = SeatKind.AUTHORITY if is_authority else SeatKind.ORGANISATION
    return {"kind": kind.value, "body": body.name[:160]}


@bp.get(_ONE + "/seats/organisations")
@guarded(Action.SEAT_GIVE, of=queries.get_committee)
def find_organisation(committee: Committee) -> ResponseReturnValue:
    """Look for a council or another body in the programme's list; one that is not there is written by hand."""
    keys: dict[str, Any] = {"cluster_id": committee.cluster_id, "committee_id": committee.id}
    base, here = url_for("committees.give_seat", **keys), url_for("committees.find_organisation", **keys)
    return choose_page(base, here, {}, caption=committee.name)


@bp.route(_SEAT + "/holder", methods=["GET", "POST"])
@guarded(Action.SEAT_NAME, of=queries.get_seat)
def name_holder(seat: Seat) -> ResponseReturnValue:
    """Say who sits on a seat."""
    form = forms.HolderForm(person=seat.person_id, holder_name=seat.holder_name)
    form.offer_people(queries.people_to_seat(seat.cluster_id, seat.organisation_id, own=seat))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_holder,
            seat,
            to=_page(seat.committee),
            said=_("Saved."),
            person_id=form.person.data,
            holder_name=form.holder_name.data or "",
        )
        if answer is not None:
            return answer
    return form_page("committees/name_holder.html", form, seat=seat)


@bp.route(_SEAT + "/term", methods=["GET", "POST"])
@guarded(Action.SEAT_RENEW, of=queries.get_seat)
def renew(seat: Seat) -> ResponseReturnValue:
    """The term of office goes on, or the role changes."""
    form = forms.TermForm.of(seat)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.renew_seat,
            seat,
            to=_page(seat.committee),
            said=_("Saved."),
            until_on=form.until_on.data,
            role=SeatRole(form.role.data),
        )
        if answer is not None:
            return answer
    return form_page("committees/renew.html", form, seat=seat, button=OneButtonForm(formdata=None))


@bp.post(_SEAT + "/end")
@guarded(Action.SEAT_END, of=queries.get_seat)
def end(seat: Seat) -> ResponseReturnValue:
    """The seat is given up."""
    return press(
        services.end_seat, seat, to=_page(seat.committee), said=_("The seat has ended. It stays in the record.")
    )
