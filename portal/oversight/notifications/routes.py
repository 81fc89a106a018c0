"""What needs me, and what I was told."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.outline import Outline
from portal.identity.accounts.models import Person
from portal.identity.accounts.queries import get_person
from portal.identity.schools.models import MemberStatus, SchoolStatus
from portal.identity.schools.queries import schools_of
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import forms, needs, queries, rhythm, services, stops
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.stops import Stop
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

needs_bp = Blueprint("needs", __name__)
notices_bp = Blueprint("notices", __name__)


@needs_bp.get("/what-needs-me")
@guarded(Action.NEEDS_VIEW)
def show() -> ResponseReturnValue:
    """One list over all clusters and roles."""
    me = login.me()
    found = needs.list_needs(me)
    # who is of no school is told whether one was asked already, or is on hold
    standings = [] if found or me.memberships or me.roles else schools_of(me)
    return render_template(
        "needs/show.html",
        needs=found,
        me=me,
        most=needs.MOST,
        asked=[one for one in standings if one.status == MemberStatus.REQUESTED],
        on_hold=[one for one in standings if one.school.status == SchoolStatus.SUSPENDED],
    )


def owed_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: what is owed in it, school by school, the coordinator's own first."""
    owed = needs.list_owed_by_school(cluster)
    return ("needs/_owed_panel.html", {"cluster": cluster, "owed": owed}) if owed else None


@notices_bp.get("/notices")
@guarded(Action.NOTICES_VIEW)
def index() -> ResponseReturnValue:
    """What I was told, newest first."""
    page = queries.list_notices(login.me().id, after=request.args.get("after"))
    comes_back = bool(unreachable([login.me().id]))
    return render_template("notices/index.html", page=page, form=forms.MarkAllReadForm(), comes_back=comes_back)


@notices_bp.post("/notices/read")
@guarded(Action.NOTICES_VIEW)
def mark_all_read() -> ResponseReturnValue:
    """Nothing is unread any more."""
    form = forms.MarkAllReadForm()
    there = url_for("notices.index")
    if form.validate_on_submit():
        answer = carry_out(form, services.mark_all_read, to=there, said=_("All notices are marked as read."))
        if answer is not None:
            return answer
    return redirect(there, 303)


@notices_bp.route("/profile/notices", methods=["GET", "POST"])
@guarded(Action.NOTICE_SETTINGS)
def settings() -> ResponseReturnValue:
    """How often I want mail about what, and my quiet hours."""
    person = get_person(login.me().id)
    form = forms.RhythmForm(data=None if request.method == "POST" else _standing(person))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_rhythm,
            person,
            to=url_for("notices.settings"),
            said=_("Your choice is saved."),
            frequencies={group: Frequency(form[group.value].data) for group in Group},
            quiet_from=form.quiet_from.data,
            quiet_until=form.quiet_until.data,
        )
        if answer is not None:
            return answer
    return form_page("notices/settings.html", form, stopped=_stopped(person), boards=_boards(person))


def _stopped(person: Person) -> list[tuple[str, str]]:
    """(what, link) of everything that was stopped with one click and is not a group."""
    found = [Stop(person.id, s.about) for s in queries.stops_of(person.id) if s.about not in list(Group)]
    names = queries.cluster_names({s.cluster_id for s in found if s.cluster_id is not None})
    return [(stops.words(s.about, names.get(s.cluster_id, "") if s.cluster_id else ""), _link(s)) for s in found]


def _boards(person: Person) -> list[tuple[str, str]]:
    """(cluster, link) of each board whose messages can be stopped."""
    gone = {s.about for s in queries.stops_of(person.id)}
    names = queries.cluster_names({c for c, place in login.me().places.items() if place.board})
    wanted = sorted((name, Stop(person.id, stops.of_board(cluster_id))) for cluster_id, name in names.items())
    return [(name, _link(stop)) for name, stop in wanted if stop.about not in gone]


def _link(stop: Stop) -> str:
    return url_for("mail_stops.show", token=stops.token(stop.person_id, stop.about))


def _standing(person: Person) -> dict[str, Any]:
    said = queries.rhythm_of(person.id)
    often = {g.value: (said[g].frequency if g in said else rhythm.usual(g)).value for g in Group}
    often |= {s.about: Frequency.NEVER.value for s in queries.stops_of(person.id) if s.about in often}
    return {**often, "quiet_from": person.quiet_from, "quiet_until": person.quiet_until}
