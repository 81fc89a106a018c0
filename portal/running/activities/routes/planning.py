"""Putting an activity on the calendar, changing it, naming a colleague, cancelling."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _, ngettext
from portal.core.moments import happens_twice
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.identity.terms.queries import years_of
from portal.policy import Action
from portal.running.activities import forms, kits, queries, services, words
from portal.running.activities.models import Activity, ActivityGuest, Coming, Scope, When
from portal.running.activities.routes.blueprint import bp, page_of
from portal.running.activities.workflow import LIFECYCLE
from portal.running.timing import clock_changes
from portal.running.timing import words as timing_words
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm

NOT_THERE = (clock_changes.What.AWAY, clock_changes.What.EXAMS)

MOST_SIBLINGS = 8


@bp.route("/clusters/<uuid:cluster_id>/activities/new", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_PROPOSE, of=get_cluster)
def propose(cluster: Cluster) -> ResponseReturnValue:
    """Plan something with or without a partner school."""
    mine = login.me().places[cluster.id].schools
    schools = queries.schools_on_the_calendar(cluster)
    own = [school for school in schools if school.id in mine]
    kit = kits.find(request.args.get("kit", ""), request.args.get("step", ""))
    like = _like(cluster, request.args.get("like", ""))
    begun = {"zone": cluster.zone, "owner": own[0].id if own else None}
    begun |= kit.standing() if kit else forms.again(like, mine) if like else {}
    form = forms.ActivityForm(**begun)
    form.offer(schools, queries.list_teachers([s.id for s in schools]), cluster.zone)
    plan = _Plan(form, mine) if form.validate_on_submit() and form.says_until() else None
    if plan is not None and not plan.warnings:
        answer = plan.carry_out(cluster)
        if answer is not None:
            return answer
    elif plan is not None:
        form.anyway.errors = [_("Please read the warnings first.")]
    warnings = plan.warnings if plan is not None else []
    return form_page("activities/propose.html", form, cluster=cluster, warnings=warnings, kit=kit, like=like)


def _like(cluster: Cluster, words: str) -> Activity | None:
    """The activity of this cluster that is planned once more, where one is named."""
    try:
        return queries.get_activity(cluster.id, UUID(words))
    except (ValueError, NotFound):
        return None


class _Plan:
    """What was planned: on which days, and what stands against it. What repeats is held back once, until that was read; for a single day it is `notes`."""

    def __init__(self, form: forms.ActivityForm, mine: frozenset[UUID]) -> None:
        self.form, self.when = form, form.when()
        self.owner, self.partner = form.owner.data, form.partner.data or None
        self.acting = _acting(mine, self.owner, self.partner)
        self.weeks = int(form.repeats.data or 0)
        until = form.until.data if self.weeks else self.when.on
        self.days = services.days_of(self.when.on, until, weeks=self.weeks or 1)
        years = years_of([one for one in (self.owner, self.partner) if one], self.when.on, until)
        if form.leave_out.data and self.weeks:
            self.days = [day for day in self.days if all(year.why_away(day, weekends=False) is None for year in years)]
        self.warnings: list[str] = []
        self.notes: list[str] = []
        if years and not form.anyway.data and self.days and self.when.ends > self.when.starts:
            found = clock_changes.troubles(self.days, self.when.starts, self.when.ends, self.when.zone, years)
            if self.weeks:
                self.warnings = [timing_words.sentence(trouble) for trouble in found]
            else:
                self.notes = [timing_words.sentence(trouble) for trouble in found if trouble.what in NOT_THERE]

    def carry_out(self, cluster: Cluster) -> ResponseReturnValue | None:
        """Put it on the calendar, once or as often as it repeats."""
        given: dict[str, Any] = {"what": self.form.what(), "when": self.when, "as_school_id": self.acting}
        given |= {"owner_school_id": self.owner, "partner_school_id": self.partner}
        said = " ".join([_said(_("It is on the calendar."), self.when), *self.notes])
        if not self.weeks:
            return carry_out(self.form, services.propose_activity, cluster, to=page_of, said=said, **given)
        if self.days:
            given["when"] = replace(self.when, on=self.days[0])
        said = str(
            ngettext("It is on the calendar %(num)d time.", "It is on the calendar %(num)d times.", len(self.days))
        )
        given |= {"weeks": self.weeks, "days": self.days}
        return carry_out(self.form, services.propose_series, cluster, to=page_of, said=said, **given)


def _ask_scope(form: Any, activity: Activity) -> None:
    """Only what repeats is asked for which of its times a change is."""
    if activity.series_id is None:
        del form.scope


def _scope(form: Any) -> Scope:
    return Scope(form.scope.data) if form.scope is not None else Scope.ONE


def _acting(mine: frozenset[UUID], owner: UUID, partner: UUID | None) -> UUID:
    """For which of one's schools: the owner, the partner, or the only one there is."""
    return next((school for school in (owner, partner) if school in mine), min(mine))


def _said(words: str, when: When) -> str:
    if happens_twice(when.on, when.starts, when.zone):
        return words + " " + str(_("Clocks go back that night, so this time comes twice: the first one is meant."))
    return words


@bp.get("/clusters/<uuid:cluster_id>/activities/kits")
@guarded(Action.ACTIVITY_PROPOSE, of=get_cluster)
def show_kits(cluster: Cluster) -> ResponseReturnValue:
    """Activities that work, ready to be changed."""
    return render_template("activities/show_kits.html", cluster=cluster, kits=kits.KITS, kinds=words.KIND)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/change", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_EDIT, of=queries.get_activity)
def change(activity: Activity) -> ResponseReturnValue:
    """Change texts, people or time. Another time keeps what was agreed and asks both sides again."""
    given = forms.standing(activity) if request.method == "GET" else {}
    form = forms.ChangeActivityForm(**given)
    _ask_scope(form, activity)
    schools = queries.schools_on_the_calendar(activity.cluster)
    form.offer(schools, queries.list_teachers([s.id for s in schools]), activity.zone)
    if form.validate_on_submit():
        when = form.when()
        answer = carry_out(
            form,
            services.change_series,
            activity,
            to=page_of(activity),
            said=_said(_("It is changed."), when),
            what=form.what(),
            when=when,
            version=form.read_version,
            scope=_scope(form),
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


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/adult", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_NAME_ADULT, of=queries.get_activity)
def name_adult(activity: Activity) -> ResponseReturnValue:
    """The partner school says who of it is in the room."""
    form = forms.AdultForm(person=activity.partner_adult_id) if request.method == "GET" else forms.AdultForm()
    form.offer(queries.list_teachers([activity.partner_school_id] if activity.partner_school_id else []))
    if form.validate_on_submit():
        said, person_id = _("Thank you. This person is told."), form.person.data
        answer = carry_out(form, services.name_adult, activity, to=page_of(activity), said=said, person_id=person_id)
        if answer is not None:
            return answer
    return form_page("activities/name_adult.html", form, activity=activity)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/our-pupils", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_NAME_ADULT, of=queries.get_activity)
def our_pupils(activity: Activity) -> ResponseReturnValue:
    """The partner school says with how many of its pupils it plans."""
    given = {"pupils": activity.partner_pupils_planned} if request.method == "GET" else {}
    form = forms.PartnerPupilsForm(**given)
    _ask_scope(form, activity)
    if form.validate_on_submit():
        said, to, pupils = _("Thank you. It is noted."), page_of(activity), form.pupils.data
        scope = _scope(form)
        answer = carry_out(form, services.plan_partner_pupils, activity, to=to, said=said, pupils=pupils, scope=scope)
        if answer is not None:
            return answer
    refused = "" if activity.allows("change") else _("This activity is over or was cancelled. It stays as it is.")
    return form_page("activities/our_pupils.html", form, activity=activity, refused=refused)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/cancel", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_CANCEL, of=queries.get_activity)
def cancel(activity: Activity) -> ResponseReturnValue:
    """Call it off, with a reason."""
    form = forms.CancelForm()
    _ask_scope(form, activity)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.cancel_series,
            activity,
            to=page_of(activity),
            said=_("It is cancelled, and everyone concerned is told."),
            reason=form.reason.data,
            scope=_scope(form),
        )
        if answer is not None:
            return answer
    refused = "" if activity.allows("cancel") else str(LIFECYCLE.words["cancel"])
    return form_page("activities/cancel.html", form, activity=activity, refused=refused)


@bp.get("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>")
@guarded(Action.ACTIVITY_VIEW, of=queries.get_activity)
def show(activity: Activity) -> ResponseReturnValue:
    """One activity: what, when on whose clocks, who, and what is waited for."""
    me = login.me()
    owed = {duty.school_id for duty in queries.owed_answers(activity.id)}
    guests = queries.list_guests(activity.id)
    siblings = queries.list_of_series(activity.series_id, since=clock.now()) if activity.series_id else ()
    return render_template(
        "activities/show.html",
        activity=activity,
        status=words.STATUS,
        colour=words.COLOUR,
        kinds=words.KIND,
        guests=guests,
        may_invite_more=can(Action.ACTIVITY_INVITE, activity) and bool(services.left_to_invite(activity, guests)),
        counts=_counts(guests),
        coming=words.COMING,
        coming_colour=words.COMING_COLOUR,
        button=OneButtonForm(),
        owed=owed,
        waits_for=_waits_for(activity, owed),
        owner_waits=activity.cover == "none"
        and (activity.owner_school_id in owed or (activity.series_id is not None and activity.status == "agreed")),
        siblings=siblings[:MOST_SIBLINGS],
        times_cancelled=queries.count_cancelled(activity.series_id) if activity.series_id else 0,
        more_siblings=max(0, len(siblings) - MOST_SIBLINGS),
        inside=activity.owner_school_id
        in me.school_ids,  # a stand-in reads about the class in the pack, as long as it may
        my_schools=me.school_ids,
        calendar_url=url_for("activities.of_cluster", cluster_id=activity.cluster_id),
    )


def _waits_for(activity: Activity, owed: Collection[UUID | None]) -> list[str]:
    """The schools that are asked once more, because what they had agreed to was moved."""
    partner, owner = activity.partner_school, activity.owner_school
    if partner is None or partner.id not in owed or activity.status not in ("agreed", "confirmed"):
        return []
    return [school.name for school in (owner, partner) if school.id in owed]


def _counts(guests: Sequence[ActivityGuest]) -> dict[Coming, tuple[int, int]]:
    """By answer: how many schools gave it, and how many pupils they bring."""
    return {
        one: (
            sum(1 for guest in guests if guest.standing == one),
            sum(g.pupils or 0 for g in guests if g.standing == one),
        )
        for one in (Coming.YES, Coming.UNSURE, Coming.NO, Coming.ASKED)
    }
