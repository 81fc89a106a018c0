"""Inviting further schools to an activity, and their answers."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action
from portal.running.activities import forms, queries, services
from portal.running.activities.models import Activity, ActivityGuest, ActivityKind, Coming, Scope
from portal.running.activities.routes.blueprint import bp, page_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import press

_ACTIVITY = "/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>"
_GUEST = "/clusters/<uuid:cluster_id>/activities/guests/<uuid:guest_id>"


@bp.route(_ACTIVITY + "/invite", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_INVITE, of=queries.get_activity)
def invite(activity: Activity) -> ResponseReturnValue:
    """Choose schools of this calendar, and invite them."""
    possible = services.schools_to_invite(activity)
    form = forms.InviteForm()
    form.offer(possible)
    if activity.series_id is None:
        del form.scope
    if form.validate_on_submit():
        scope = Scope(form.scope.data) if form.scope is not None else Scope.ONE
        answer = carry_out(
            form,
            services.invite_schools,
            activity,
            to=page_of(activity),
            said=_("They are invited. You see their answers here."),
            school_ids=form.schools.data,
            scope=scope,
        )
        if answer is not None:
            return answer
    return form_page("activities/invite.html", form, activity=activity, possible=possible)


@bp.post(_ACTIVITY + "/invite-all")
@guarded(Action.ACTIVITY_INVITE, of=queries.get_activity)
def invite_all(activity: Activity) -> ResponseReturnValue:
    """Invite every school of this calendar that is not there yet."""
    said = _("All of them are invited. You see their answers here.")
    return press(services.invite_schools, activity, to=page_of(activity), said=said)


@bp.route(_GUEST, methods=["GET", "POST"])
@guarded(Action.ACTIVITY_ANSWER, of=queries.get_guest)
def answer_guest(guest: ActivityGuest) -> ResponseReturnValue:
    """Our school comes, does not, or is not sure yet; with how many pupils, and who is in the room."""
    people = queries.list_teachers([guest.school_id]) if guest.activity.kind == ActivityKind.LIVE else []
    form = forms.GuestForm(**(_standing(guest, people) if request.method == "GET" else {}))
    form.offer(guest, people)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.answer_invitation,
            guest,
            to=page_of(guest.activity),
            said=_("Thank you. The school that invites you knows."),
            answer=Coming(form.answer.data),
            pupils=form.pupils.data,
            adult_id=form.adult.data if form.adult is not None else None,
        )
        if answer is not None:
            return answer
    return form_page("activities/answer_guest.html", form, guest=guest, activity=guest.activity, at=clock.now())


def _standing(guest: ActivityGuest, people: Sequence[Any]) -> dict[str, Any]:
    """What the school said; as the adult in the room who is named, or the reader."""
    said = {} if guest.standing == Coming.ASKED else {"answer": guest.answer.value}
    mine = login.me().id if any(one.id == login.me().id for one in people) else None
    return {**said, "pupils": guest.pupils, "adult": guest.adult_id or mine}


@bp.post(_GUEST + "/coming")
@guarded(Action.ACTIVITY_ANSWER, of=queries.get_guest)
def coming(guest: ActivityGuest) -> ResponseReturnValue:
    """One press: we come."""
    return _press(guest, Coming.YES)


@bp.post(_GUEST + "/not-sure")
@guarded(Action.ACTIVITY_ANSWER, of=queries.get_guest)
def not_sure(guest: ActivityGuest) -> ResponseReturnValue:
    """One press: we do not know yet."""
    return _press(guest, Coming.UNSURE)


@bp.post(_GUEST + "/not-coming")
@guarded(Action.ACTIVITY_ANSWER, of=queries.get_guest)
def not_coming(guest: ActivityGuest) -> ResponseReturnValue:
    """One press: we do not come."""
    return _press(guest, Coming.NO)


def _press(guest: ActivityGuest, answer: Coming) -> ResponseReturnValue:
    said = _("Thank you. The school that invites you knows. You can change it until it begins.")
    kept = guest.pupils if answer != Coming.NO else None
    to = page_of(guest.activity)
    return press(services.answer_invitation, guest, to=to, said=said, answer=answer, pupils=kept)


@bp.post(_GUEST + "/uninvite")
@guarded(Action.ACTIVITY_UNINVITE, of=queries.get_guest)
def uninvite(guest: ActivityGuest) -> ResponseReturnValue:
    """Take the invitation of one school back."""
    said = _("The invitation is taken back, and the school is told.")
    return press(services.uninvite_school, guest, to=page_of(guest.activity), said=said)


@bp.route(_GUEST + "/took-part", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_ANSWER, of=queries.get_guest)
def took_part(guest: ActivityGuest) -> ResponseReturnValue:
    """How many pupils of our school were there."""
    form = forms.TookPartForm(pupils=guest.took_part) if request.method == "GET" else forms.TookPartForm()
    if form.validate_on_submit():
        to, said = page_of(guest.activity), _("Thank you. It is noted.")
        answer = carry_out(form, services.tell_who_took_part, guest, to=to, said=said, pupils=form.pupils.data)
        if answer is not None:
            return answer
    return form_page("activities/took_part.html", form, guest=guest, activity=guest.activity)
