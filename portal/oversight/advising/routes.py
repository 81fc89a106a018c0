"""My clusters, the support page of a cluster, and handing over."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.oversight.advising import forms, queries, services
from portal.oversight.advising.models import ContactKind
from portal.oversight.advising.queries import Case
from portal.policy import Action
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("advising", __name__)
SHOWS = ("mine", "unsupported", "all")


def home_panel(cluster: Any) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the way to who of the programme looks after it. It asks the database nothing."""
    may = can(Action.SUPPORT_VIEW, Case(cluster, None))
    if not may and not can(Action.ADVISER_VIEW, cluster):
        return None
    return "advising/_panel.html", {"cluster": cluster, "may": may}


@bp.get("/clusters/<uuid:cluster_id>/adviser")
@guarded(Action.ADVISER_VIEW, of=get_cluster)
def adviser(cluster: Cluster) -> ResponseReturnValue:
    """For the schools: who of the programme looks after their cluster."""
    return render_template("advising/adviser.html", cluster=cluster, given=queries.live_of(cluster.id))


@bp.get("/caseload")
@guarded(Action.CASELOAD_LIST)
def index() -> ResponseReturnValue:
    """What I look after; what nobody supports; all clusters."""
    asked = request.args.get("show", "mine")
    show, today, after = asked if asked in SHOWS else "mine", clock.today(services.ZONE), request.args.get("after")
    page: Any = None
    if show == "mine":
        looked = queries.list_mine(login.me().id)
    else:
        page = queries.list_all(
            after, unsupported_on=today if show == "unsupported" else None, but=login.me().conflicts
        )
        looked = list(page)
    return render_template("advising/index.html", show=show, looked=looked, page=page, today=today)


@bp.route("/caseload/hand-over", methods=["GET", "POST"])
@guarded(Action.CASELOAD_HAND_OVER)
def hand_over() -> ResponseReturnValue:
    """All clusters of one adviser to another."""
    form = forms.HandOverForm()
    advisers = queries.list_advisers()
    counted = [
        (key, ngettext("%(name)s, %(num)d cluster", "%(name)s, %(num)d clusters", n, name=name))
        for key, name, n in advisers
    ]
    form.from_.choices = [("", _("Choose a person")), *counted]
    form.to.choices = [("", _("Choose a person")), *queries.list_staff()]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.hand_over,
            to=url_for(".index", show="all"),
            said=_said,
            from_id=form.from_.data,
            to_id=form.to.data,
        )
        if answer is not None:
            return answer
    return form_page("advising/hand_over.html", form, advisers=advisers)


@bp.route("/caseload/give", methods=["GET", "POST"])
@guarded(Action.CASELOAD_GIVE)
def give_many() -> ResponseReturnValue:
    """Many clusters that nobody supports, at once."""
    form = forms.GiveManyForm()
    waiting = queries.list_unsupported(clock.today(services.ZONE), but=login.me().conflicts)
    form.clusters.choices = [(one.id, one.name) for one in waiting]
    form.adviser.choices = [("", _("Choose a person")), *queries.list_staff()]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_adviser_to_many,
            to=url_for(".index", show="unsupported"),
            said=_said,
            adviser_id=form.adviser.data,
            cluster_ids=form.clusters.data,
            supported_until=form.supported_until.data,
        )
        if answer is not None:
            return answer
    return form_page("advising/give_many.html", form, waiting=waiting)


def _said(count: int) -> str:
    return ngettext("%(num)d cluster has a new adviser.", "%(num)d clusters have a new adviser.", count)


@bp.get("/clusters/<uuid:cluster_id>/support")
@guarded(Action.SUPPORT_VIEW, of=queries.get_case)
def show(case: Case) -> ResponseReturnValue:
    """Who looks after the cluster, and what was noted."""
    return render_template(
        "advising/show.html",
        case=case,
        page=queries.notes_of(case.id, request.args.get("after")),
        earlier=queries.earlier_of(case.id),
        kinds=dict(forms.KINDS),
        today=clock.today(services.ZONE),
    )


@bp.route("/clusters/<uuid:cluster_id>/support/note", methods=["GET", "POST"])
@guarded(Action.SUPPORT_NOTE, of=queries.get_case)
def note(case: Case) -> ResponseReturnValue:
    """Note a contact, or something to know."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_note,
            case,
            to=_page(case),
            said=_("It is written down."),
            kind=ContactKind(form.kind.data),
            on=form.on.data,
            words=form.words.data,
            next_contact_on=form.next_contact_on.data,
        )
        if answer is not None:
            return answer
    elif request.method == "GET":
        form.on.data = clock.today(services.ZONE)
    return form_page("advising/note.html", form, case=case)


@bp.route("/clusters/<uuid:cluster_id>/support/adviser", methods=["GET", "POST"])
@guarded(Action.SUPPORT_GIVE, of=queries.get_case)
def give(case: Case) -> ResponseReturnValue:
    """Who looks after the cluster, until when, and when they are in touch next."""
    form = forms.AdviserForm()
    form.adviser.choices = [("", _("Choose a person")), *queries.list_staff()]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_adviser,
            case,
            to=_page(case),
            said=_("Saved."),
            adviser_id=form.adviser.data,
            supported_until=form.supported_until.data,
            next_contact_on=form.next_contact_on.data,
        )
        if answer is not None:
            return answer
    elif request.method == "GET":
        form.adviser.data = case.adviser_id or login.me().id
        if case.given is not None:
            form.supported_until.data = case.given.supported_until
            form.next_contact_on.data = case.given.next_contact_on
    return form_page("advising/give.html", form, case=case)


def _page(case: Case) -> str:
    return url_for("advising.show", cluster_id=case.id)
