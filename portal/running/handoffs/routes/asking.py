""" "I cannot do this": the ways out, in their order, and asking for a stand-in."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.activities.models import Activity
from portal.running.activities.queries import get_activity, schools_of_teacher
from portal.running.board.models import Thread
from portal.running.board.queries import get_thread
from portal.running.handoffs import forms, queries, services
from portal.running.handoffs.candidates import ranked_for_activity, ranked_for_reply
from portal.running.handoffs.models import Handoff, Reason
from portal.running.handoffs.ranking import Ranked
from portal.running.handoffs.routes.blueprint import bp, card_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.moments import span


@bp.get("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/cannot")
@guarded(Action.HANDOFF_ASK_FOR_ACTIVITY, of=get_activity)
def cannot(activity: Activity) -> ResponseReturnValue:
    """What can be done, the simplest first."""
    handoff = queries.unfinished_for_activity(activity.id)
    return render_template("handoffs/cannot.html", activity=activity, handoff=handoff)


class _BackUp:
    """The named back-up teacher, when they are of another school that can be asked."""

    def __init__(self, person_id: UUID, name: str, school_id: UUID) -> None:
        self.id, self.name, self.school_id = person_id, name, school_id


def _back_up(activity: Activity, candidates: list[Ranked]) -> _BackUp | None:
    if activity.understudy is None:
        return None
    theirs = schools_of_teacher(activity.understudy.id)
    school_id = next((c.id for c in candidates if c.id in theirs), None)
    if school_id is None or activity.owner_school_id in theirs:
        return None
    return _BackUp(activity.understudy.id, activity.understudy.name, school_id)


def _standing(activity: Activity) -> dict[str, Any]:
    if request.method != "GET":
        return {}
    return {name: getattr(activity, name) for name in ("plan", "materials", "class_profile", "promised")}


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/cannot/ask", methods=["GET", "POST"])
@guarded(Action.HANDOFF_ASK_FOR_ACTIVITY, of=get_activity)
def ask(activity: Activity) -> ResponseReturnValue:
    """A teacher of another school with our class, or another school's class instead."""
    if request.method == "GET" and (words := services.why_not_ask(activity)):
        back = {"back": f"/clusters/{activity.cluster_id}/activities/{activity.id}", "back_words": activity.title}
        return too_late(_("Ask for a stand-in"), words, **back)
    candidates = ranked_for_activity(activity)
    form = forms.AskForm(**_standing(activity))
    form.offer(candidates, _back_up(activity, candidates), but_not=[activity.partner_school_id])
    others = services.dates_to_ask(activity)
    form.offer_dates([(a.id, span(a.starts_at, a.ends_at, a.zone, a.partner_zone)) for a in others])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_for_dates,
            activity,
            to=card_of,
            said=_("They are asked. You will be told as soon as somebody says yes."),
            whom=form.chosen(),
            reason=Reason(form.reason.data),
            pack=form.pack(),
            activity_ids=form.chosen_dates(),
        )
        if answer is not None:
            return answer
    own_class = request.args.get("class") == "theirs"
    return form_page("handoffs/ask.html", form, activity=activity, theirs=own_class)


@bp.route("/clusters/<uuid:cluster_id>/board/threads/<uuid:thread_id>/cannot-reply", methods=["GET", "POST"])
@guarded(Action.HANDOFF_ASK_FOR_REPLY, of=get_thread)
def ask_for_reply(thread: Thread) -> ResponseReturnValue:
    """Another school answers for ours."""
    mine = login.me().school_ids
    owed = [duty for duty in thread.owed if duty.suspended_at is None and duty.person_id is None]
    names = {m.school_id: m.school.name for m in thread.cluster.memberships}
    schools = [d.school_id for d in owed if d.school_id is not None]
    owners = [school_id for school_id in schools if school_id in mine] or schools
    form = forms.AskForReplyForm()
    form.owner.choices = [(school_id, names.get(school_id, "")) for school_id in owners]
    owner = form.owner.data if form.owner.data in owners else (owners[0] if owners else None)
    asking = [d.asked_by_school_id for d in owed]
    if owner is not None:
        candidates = ranked_for_reply(thread.cluster_id, owner)
        form.offer(candidates, but_not=asking)
    else:
        form.whom.choices = []
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_for_reply,
            thread,
            to=card_of,
            said=_("They are asked. You will be told as soon as somebody says yes."),
            owner_school_id=form.owner.data,
            whom=form.chosen(),
            reason=Reason(form.reason.data),
            pack=form.pack(),
        )
        if answer is not None:
            return answer
    return form_page("handoffs/ask_for_reply.html", form, thread=thread, is_owed=bool(owners))


@bp.route("/clusters/<uuid:cluster_id>/handoffs/<uuid:handoff_id>/ask-others", methods=["GET", "POST"])
@guarded(Action.HANDOFF_ASK_FOR_ACTIVITY, of=queries.get_handoff)
def ask_others(handoff: Handoff) -> ResponseReturnValue:
    """Ask further schools while nobody has taken it on."""
    if handoff.activity is not None:
        candidates = ranked_for_activity(handoff.activity)
    else:
        candidates = ranked_for_reply(handoff.cluster_id, handoff.owner_school_id)
    form = forms.WhomForm()
    form.offer(candidates, but_not=[a.school_id for a in handoff.asks if a.status == "asked"])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_others,
            handoff,
            to=card_of(handoff),
            said=_("They are asked too."),
            whom=form.chosen(),
        )
        if answer is not None:
            return answer
    back = url_for("handoffs.show", cluster_id=handoff.cluster_id, handoff_id=handoff.id)
    return form_page("handoffs/ask_others.html", form, handoff=handoff, back=back)
