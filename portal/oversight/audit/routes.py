"""The timelines of a cluster, a school, an application, a person; and the record as a whole."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application
from portal.applying.applications.queries import get_application
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.tables import as_csv
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person
from portal.identity.people.queries import get_person
from portal.identity.schools.models import School
from portal.identity.schools.queries import get_school
from portal.oversight.audit import queries, seen
from portal.oversight.audit.forms import WhoForm
from portal.oversight.audit.queries import Wanted, Whose
from portal.oversight.chain.queries import last_check
from portal.oversight.exports.handing import MOST_ROWS, Table, ask_and_hand_out
from portal.policy import Action, Role
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import form_page
from portal.web.proof import recently_proved

timeline_bp = Blueprint("timeline", __name__)
audit_bp = Blueprint("audit", __name__)
MOST_LINES = 5_000
_ABOUT = ("cluster", "school", "application", "person")


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None
    return found if 2000 <= found.year <= 9000 else None


def _wanted(kinds: Collection[str] | None) -> Wanted:
    """What the filter in the address asks for, of the kinds that this reader may see."""
    theme = seen.of_theme(request.args.get("theme", ""))
    return Wanted(seen.both(kinds, theme), _day("since"), _day("until"))


def _filtered(path: str, **more: Any) -> dict[str, Any]:
    """What the templates need to show the filter as it was sent, and to go on with it."""
    since, until, theme = _day("since"), _day("until"), request.args.get("theme", "")
    kept = {"theme": theme if seen.of_theme(theme) else "", "since": since or "", "until": until or "", **more}
    query = urlencode({name: str(value) for name, value in kept.items() if value})
    asked = [request.args.get(name, "").strip() for name in ("since", "until")]
    wrong = any(asked[n] and not day for n, day in enumerate((since, until)))
    here = f"{path}?{query}" if query else path
    return {"filter": kept, "themes": seen.themes(), "here": here, "query": query, "path": path, "wrong": wrong}


def _after() -> str | None:
    return request.args.get("after")


@timeline_bp.get("/clusters/<uuid:cluster_id>/timeline")
@guarded(Action.CLUSTER_TIMELINE, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """What happened in this cluster."""
    page = queries.timeline_of(cluster.id, _after(), _wanted(seen.for_a_cluster()))
    path = url_for("timeline.show", cluster_id=cluster.id)
    return render_template("timeline/show.html", cluster=cluster, page=page, **_filtered(path))


@timeline_bp.get("/clusters/<uuid:cluster_id>/timeline.csv")
@guarded(Action.CLUSTER_RECORD_TAKE, of=get_cluster)
def take_along(cluster: Cluster) -> Response:
    """The record of the cluster for its own schools, as a table: what the timeline shows with the same filter, oldest first, at most 5,000 lines."""
    head = [_("Day"), _("Time"), _("Zone"), _("What happened"), _("About what")]
    theme_of = {kind: str(words) for code, words in seen.themes().items() for kind in seen.of_theme(code) or ()}
    rows = []
    for line in queries.rows_of_cluster(cluster.id, _wanted(seen.for_a_cluster()), MOST_LINES):
        at = line.at.astimezone(ZoneInfo(cluster.zone))
        rows.append([at.date().isoformat(), f"{at:%H:%M}", cluster.zone, line.words, theme_of.get(line.kind, "")])
    answer = Response("\ufeff" + as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="record-of-the-cluster.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@timeline_bp.get("/schools/<uuid:school_id>/timeline")
@guarded(Action.SCHOOL_TIMELINE, of=get_school)
def school(school: School) -> ResponseReturnValue:
    """What happened at this school: what its people may know; for those who read the whole record, everything."""
    kinds = None if can(Action.AUDIT_VIEW) and school.id not in login.me().memberships else seen.for_a_school()
    page = queries.timeline_of_school(school.id, _wanted(kinds), _after())
    path = url_for("timeline.school", school_id=school.id)
    back = f"/schools/{school.id}" if can(Action.SCHOOL_VIEW, school) else "/administration/record"
    lead = _("What happened at the school, newest first. It stays when people change.")
    return render_template("timeline/of.html", name=school.name, back=back, lead=lead, page=page, **_filtered(path))


@timeline_bp.get("/applications/<uuid:application_id>/timeline")
@guarded(Action.APPLICATION_TIMELINE, of=get_application)
def application(application: Application) -> ResponseReturnValue:
    """What happened with this application: its schools read what they may know, the programme's staff reviews and decisions too."""
    by_the_desk = login.me().place_in(application.cluster_id) is None
    page = queries.timeline_of_application(
        application.id, _wanted(seen.for_an_application(by_the_desk=by_the_desk)), _after()
    )
    path = url_for("timeline.application", application_id=application.id)
    name = f"{application.cluster.name}, {application.round.name}"
    back = f"/applications/{application.id}" if can(Action.APPLICATION_VIEW, application) else "/administration/record"
    lead = _("What happened with the application, newest first.")
    return render_template("timeline/of.html", name=name, back=back, lead=lead, page=page, **_filtered(path))


@timeline_bp.get("/profile/timeline")
@guarded(Action.MY_TIMELINE)
def mine() -> ResponseReturnValue:
    """What I did, and what was done about my account."""
    page = queries.timeline_of_person(login.me().id, _wanted(seen.for_themselves()), _after())
    path, lead = url_for("timeline.mine"), _("What you did here, and what was done about your account, newest first.")
    return render_template(
        "timeline/of.html", name=login.me().name, back="/profile", lead=lead, page=page, **_filtered(path)
    )


@timeline_bp.get("/administration/people/<uuid:person_id>/timeline")
@guarded(Action.PERSON_TIMELINE, of=get_person)
def person(account: Person) -> ResponseReturnValue:
    """What happened about an account; for auditors, everything that the person did."""
    kinds = None if login.me().has(Role.AUDITOR) else seen.for_who_helps()
    page = queries.timeline_of_person(account.id, _wanted(kinds), _after())
    path = url_for("timeline.person", person_id=account.id)
    back = f"/administration/people/{account.id}" if can(Action.PERSON_VIEW, account) else "/administration/record"
    lead = _("What happened, newest first.")
    return render_template("timeline/of.html", name=account.name, back=back, lead=lead, page=page, **_filtered(path))


@audit_bp.get("/administration/record")
@guarded(Action.AUDIT_VIEW)
def record() -> ResponseReturnValue:
    """Every fact, newest first; by theme, days, who did it, and what it is about."""
    whose, kept = _whose()
    page = queries.whole_record(_after(), _wanted(None), whose)
    filtered = _filtered(url_for("audit.record"), **kept)
    by = queries.name_of(whose.by_id) if whose.by_id is not None else ""
    return render_template("audit/record.html", page=page, check=last_check(), by=by, **filtered)


@audit_bp.route("/administration/record/who", methods=["GET", "POST"])
@guarded(Action.AUDIT_VIEW)
def who() -> ResponseReturnValue:
    """Whose deeds are looked for, by their address. What is shown then has the person's number in its address."""
    form, back = WhoForm(), _filtered(url_for("audit.record"), **_whose()[1])["here"]
    if form.validate_on_submit():
        by_id = queries.person_by_address(form.who.data or "")
        if by_id is not None:
            return redirect(_filtered(url_for("audit.record"), **{**_whose()[1], "by": by_id})["here"], 303)
        form.show(RuleBroken("who", _("Nobody here has this address.")))
    return form_page("audit/who.html", form, back=back)


@audit_bp.route("/administration/record/table", methods=["GET", "POST"])
@guarded(Action.AUDIT_TAKE_OUT)
@recently_proved
def take_out() -> ResponseReturnValue:
    """What the filter asks for, as a table."""
    whose, kept = _whose()
    wanted, back = _wanted(None), _filtered(url_for("audit.record"), **kept)["here"]
    return ask_and_hand_out("record", _("Download: the record"), back, lambda: _table(wanted, whose))


def _table(wanted: Wanted, whose: Whose) -> Table:
    head = [
        _("When (UTC)"),
        _("Kind"),
        _("What happened"),
        _("Who"),
        *(_("Cluster"), _("School"), _("Application")),
        _("Person"),
    ]
    rows = []
    for line in queries.rows_of_record(wanted, whose, MOST_ROWS):
        it = line.entry
        ids = (it.by_id, it.cluster_id, it.school_id, it.application_id, it.person_id)
        rows.append([line.at.isoformat(timespec="seconds"), line.kind, line.words, *ids])
    return head, rows


def _whose() -> tuple[Whose, dict[str, Any]]:
    """Who and what the address asks for, by numbers alone, and what of it goes along with the filter."""
    given: dict[str, uuid.UUID] = {}
    for name in ("by", *_ABOUT):
        try:
            given[name] = uuid.UUID(request.args.get(name, ""))
        except ValueError:
            continue
    return Whose(given.get("by"), *(given.get(name) for name in _ABOUT)), dict(given)
