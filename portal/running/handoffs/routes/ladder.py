"""What two teachers have agreed between themselves, and how long is waited before the next are asked."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.activities.models import Activity
from portal.running.activities.queries import get_activity, list_teachers
from portal.running.handoffs import forms, queries, services
from portal.running.handoffs.ladder import USUAL
from portal.running.handoffs.models import Pack
from portal.running.handoffs.routes.blueprint import bp, card_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/swap", methods=["GET", "POST"])
@guarded(Action.HANDOFF_SWAP, of=get_activity)
def swap(activity: Activity) -> ResponseReturnValue:
    """Write down that a teacher of another school comes: by who asked, or by the teacher who comes."""
    if request.method == "GET" and (words := services.why_not_ask(activity)):
        back = {"back": f"/clusters/{activity.cluster_id}/activities/{activity.id}", "back_words": activity.title}
        return too_late(_("Somebody has said yes already"), words, **back)
    form, me = forms.SwapForm(), login.me()
    schools = [one.id for one in queries.list_candidates(activity.cluster_id, owner_school_id=activity.owner_school_id)]
    if activity.owner_school_id not in me.school_ids:
        schools = [one for one in schools if one in me.school_ids]
    teachers = [one for one in list_teachers(schools) if one.school_id != activity.partner_school_id]
    mine = activity.owner_school_id in me.school_ids
    form.offer([one for one in teachers if mine or one.id == me.id])
    if form.validate_on_submit():
        person_id, school_id = form.chosen()
        answer = carry_out(
            form,
            services.record_swap,
            activity,
            to=card_of,
            said=_("It is written down, and everyone concerned is told."),
            school_id=school_id,
            person_id=person_id,
            pack=Pack(
                note=form.note.data or "",
                plan=activity.plan,
                materials=activity.materials,
                class_profile=activity.class_profile,
                promised=activity.promised,
            ),
        )
        if answer is not None:
            return answer
    return form_page("handoffs/swap.html", form, activity=activity)


@bp.route("/stand-ins/ladder", methods=["GET", "POST"])
@guarded(Action.HANDOFF_LADDER)
def change_ladder() -> ResponseReturnValue:
    """Who is asked next, and after how long: the programme's own figures."""
    standing = {rung.value: hours for rung, hours in {**USUAL, **queries.hours_of_rungs()}.items()}
    form = forms.LadderForm(data=standing)
    if form.validate_on_submit():
        to = url_for("handoffs.change_ladder")
        answer = carry_out(form, services.say_hours_of_rungs, to=to, said=_("Saved."), hours=form.hours())
        if answer is not None:
            return answer
    return form_page("handoffs/change_ladder.html", form)
