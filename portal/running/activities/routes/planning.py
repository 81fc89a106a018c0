"""Putting an activity on the calendar, changing it, naming a colleague, cancelling."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.moments import happens_twice
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.activities import forms, queries, services, words
from portal.running.activities.models import Activity, When
from portal.running.activities.routes.blueprint import bp, page_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page


@bp.route("/clusters/<uuid:cluster_id>/activities/new", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_PROPOSE, of=get_cluster)
def propose(cluster: Cluster) -> ResponseReturnValue:
    """Plan something with or without a partner school."""
    mine = login.me().places[cluster.id].schools
    schools = queries.schools_on_the_calendar(cluster)
    own = [school for school in schools if school.id in mine]
    form = forms.ActivityForm(zone=cluster.zone, owner=own[0].id if own else None)
    form.offer(schools, queries.list_teachers([s.id for s in schools]), cluster.zone)
    if form.validate_on_submit():
        when, owner, partner = form.when(), form.owner.data, form.partner.data or None
        answer = carry_out(
            form,
            services.propose_activity,
            cluster,
            to=page_of,
            said=_said(_("It is on the calendar."), when),
            what=form.what(),
            when=when,
            owner_school_id=owner,
            partner_school_id=partner,
            as_school_id=_acting(mine, owner, partner),
        )
        if answer is not None:
            return answer
    return form_page("activities/propose.html", form, cluster=cluster)


def _acting(mine: frozenset[UUID], owner: UUID, partner: UUID | None) -> UUID:
    """For which of one's schools: the owner, the partner, or the only one there is."""
    return next((school for school in (owner, partner) if school in mine), min(mine))


def _said(words: str, when: When) -> str:
    if happens_twice(when.on, when.starts, when.zone):
        return words + " " + str(_("Clocks go back that night, so this time comes twice: the first one is meant."))
    return words


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/change", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_EDIT, of=queries.get_activity)
def change(activity: Activity) -> ResponseReturnValue:
    """Change texts, people or time. Another time keeps what was agreed and asks both sides again."""
    given = forms.standing(activity) if request.method == "GET" else {}
    form = forms.ChangeActivityForm(**given)
    schools = queries.schools_on_the_calendar(activity.cluster)
    form.offer(schools, queries.list_teachers([s.id for s in schools]), activity.zone)
    if form.validate_on_submit():
        when = form.when()
        answer = carry_out(
            form,
            services.change_activity,
            activity,
            to=page_of(activity),
            said=_said(_("It is changed."), when),
            what=form.what(),
            when=when,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("activities/change.html", form, activity=activity)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/colleague", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_EDIT, of=queries.get_activity)
def colleague(activity: Activity) -> ResponseReturnValue:
    """A colleague in our own school does it."""
    form = forms.ColleagueForm()
    form.offer(queries.list_teachers([activity.owner_school_id]), activity.teacher_id)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_teacher,
            activity,
            to=page_of(activity),
            said=_("Your colleague is told."),
            teacher_id=form.teacher.data,
        )
        if answer is not None:
            return answer
    return form_page("activities/colleague.html", form, activity=activity)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/cancel", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_CANCEL, of=queries.get_activity)
def cancel(activity: Activity) -> ResponseReturnValue:
    """Call it off, with a reason."""
    form = forms.CancelForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.cancel_activity,
            activity,
            to=page_of(activity),
            said=_("It is cancelled, and everyone concerned is told."),
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    return form_page("activities/cancel.html", form, activity=activity)


@bp.get("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>")
@guarded(Action.ACTIVITY_VIEW, of=queries.get_activity)
def show(activity: Activity) -> ResponseReturnValue:
    """One activity: what, when on whose clocks, who, and what is waited for."""
    me = login.me()
    owed = {duty.school_id for duty in queries.owed_answers(activity.id)}
    return render_template(
        "activities/show.html",
        activity=activity,
        status=words.STATUS,
        colour=words.COLOUR,
        kinds=words.KIND,
        button=forms.OneButtonForm(),
        owed=owed,
        owner_waits=activity.owner_school_id in owed,
        inside=activity.owner_school_id
        in me.school_ids,  # a stand-in reads about the class in the pack, as long as it may
        calendar_url=url_for("activities.of_cluster", cluster_id=activity.cluster_id),
    )
