"""The card of a handoff: what a stranger to the class can act on, and the answers to it; the list of a cluster."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _, ngettext
from portal.forming.clusters.outline import Outline, get_outline
from portal.policy import Action
from portal.running.activities.models import Activity, Cover
from portal.running.handoffs import forms, ladder, queries, services, words
from portal.running.handoffs.models import AskStatus, Filling, Handoff, HandoffAsk, HandoffState
from portal.running.handoffs.routes.blueprint import bp, card_of, press_card
from portal.web import access, login, panels
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm
from portal.web.moments import span
from portal.web.press import OneButtonForm

CARD = "/clusters/<uuid:cluster_id>/handoffs/<uuid:handoff_id>"


@bp.get("/clusters/<uuid:cluster_id>/handoffs")
@guarded(Action.HANDOFF_LIST, of=get_outline)
def index(cluster: Outline) -> ResponseReturnValue:
    """Who stood in for whom: what is not over first."""
    page = queries.list_handoffs(cluster.id, after=request.args.get("after"))
    base = url_for("handoffs.index", cluster_id=cluster.id)
    return render_template("handoffs/index.html", cluster=cluster, page=page, base=base, standing=words.standing_of)


@bp.get(CARD)
@guarded(Action.HANDOFF_VIEW, of=queries.get_handoff)
def show(handoff: Handoff) -> ResponseReturnValue:
    """One card: what, when on whose clocks, for whom, with what; yes or no."""
    form = forms.AcceptForm() if access.can(Action.HANDOFF_ACCEPT, handoff) else None
    return _card(handoff, form)


def _card(handoff: Handoff, form: PortalForm | None) -> ResponseReturnValue:
    me = login.me()
    mine = _my_asks(handoff)
    sisters = services.sisters_for(handoff, me) if form is not None else []
    if isinstance(form, forms.AcceptForm) and not form.school.choices:
        form.offer(mine, _dates(handoff, sisters))
    pack = access.can(Action.HANDOFF_READ_PACK, handoff)
    activity = handoff.activity
    partners = [activity.partner_school_id] if activity is not None and activity.partner_school_id else []
    contacts = queries.contacts_of([handoff.owner_school_id, *partners]) if pack else []
    context: dict[str, Any] = {
        "handoff": handoff,
        "activity": activity,
        "standing": words.standing(handoff),
        "pack": pack,
        "contacts": contacts,
        "asks": words.ASK,
        "rungs": words.RUNG,
        "next_rung": ladder.after(handoff.rung)
        if handoff.state == HandoffState.OPEN and not handoff.is_taken
        else None,
        "mine": mine,
        "sisters": sisters,
        "taken_too": queries.list_taken_sisters(handoff) if handoff.is_taken else [],
        "answers": form is not None
        and handoff.waits_for_an_answer
        and any(ask.status == AskStatus.ASKED for ask in mine),
        "reason": words.REASON[handoff.reason] if handoff.owner_school_id in me.school_ids else None,
        "button": OneButtonForm(),
    }
    if form is None:
        return render_template("handoffs/show.html", **context)
    return form_page("handoffs/show.html", form, **context)


def _my_asks(handoff: Handoff) -> list[HandoffAsk]:
    me = login.me()
    if handoff.asked_by_id == me.id and handoff.owner_school_id in me.school_ids:
        return []
    return [a for a in handoff.asks if a.school_id in me.school_ids and a.person_id in (None, me.id)]


@bp.post(CARD + "/accept")
@guarded(Action.HANDOFF_ACCEPT, of=queries.get_handoff)
def accept(handoff: Handoff) -> ResponseReturnValue:
    """Yes: the first one wins."""
    form = forms.AcceptForm()
    form.offer(_my_asks(handoff), _dates(handoff, services.sisters_for(handoff, login.me())))
    _take_the_only_school(form)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.accept_dates,
            handoff,
            to=card_of(handoff),
            said=_said_yes,
            handoff_ids=form.chosen_dates(),
            introduction=form.introduction.data or "",
            school_id=form.school.data,
        )
        if answer is not None:
            return answer
    return _card(handoff, form)


@bp.route(CARD + "/decline", methods=["GET", "POST"])
@guarded(Action.HANDOFF_DECLINE, of=queries.get_handoff)
def decline(handoff: Handoff) -> ResponseReturnValue:
    """No, this time; one click from the card, or here with a word."""
    form = forms.DeclineForm()
    form.offer(_my_asks(handoff), _dates(handoff, services.sisters_for(handoff, login.me())))
    _take_the_only_school(form)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_dates,
            handoff,
            to=card_of(handoff),
            said=_("Thank you for the answer. Nobody is told why."),
            handoff_ids=form.chosen_dates(),
            away_that_week=bool(form.away_that_week.data),
            words=form.words.data or "",
            school_id=form.school.data,
        )
        if answer is not None:
            return answer
    return form_page("handoffs/decline.html", form, handoff=handoff)


def _dates(handoff: Handoff, sisters: Sequence[Handoff]) -> list[tuple[UUID, str]]:
    """This date and the others of its series for which the person's school is asked, in their words, the soonest first."""
    every = sorted((handoff, *sisters), key=lambda one: (one.needed_at or one.created_at, str(one.id)))
    dated = [(one.id, one.activity) for one in every if one.activity is not None]
    return [(key, span(a.starts_at, a.ends_at, a.zone, a.partner_zone)) for key, a in dated]


def _said_yes(taken: services.Taken) -> str:
    """What is told after a yes: how many dates, and that somebody was faster where it was so."""
    if taken.missed:
        return ngettext(
            "Thank you. Dates that are yours now: %(taken)s. For %(num)d somebody was faster.",
            "Thank you. Dates that are yours now: %(taken)s. For %(num)d somebody was faster.",
            taken.missed,
            taken=taken.number,
        )
    if taken.number > 1:
        return ngettext(
            "Thank you. %(num)d date is yours now, and everyone concerned is told.",
            "Thank you. %(num)d dates are yours now, and everyone concerned is told.",
            taken.number,
        )
    return _("Thank you. It is yours now, and everyone concerned is told.")


def _take_the_only_school(form: Any) -> None:
    """A person of one asked school is not asked for which."""
    if len(form.school.choices) == 1:
        form.school.data = form.school.choices[0][0]


@bp.post(CARD + "/give-up")
@guarded(Action.HANDOFF_GIVE_UP, of=queries.get_handoff)
def give_up(handoff: Handoff) -> ResponseReturnValue:
    """The stand-in cannot after all."""
    return press_card(
        services.give_up_handoff, handoff, said=_("Thank you for saying so early. Others are being asked.")
    )


@bp.post(CARD + "/withdraw")
@guarded(Action.HANDOFF_WITHDRAW, of=queries.get_handoff)
def withdraw(handoff: Handoff) -> ResponseReturnValue:
    """No stand-in is needed any more."""
    return press_card(
        services.withdraw_handoff, handoff, said=_("It is with your school again. Everyone asked is told.")
    )


@bp.route(CARD + "/query", methods=["GET", "POST"])
@guarded(Action.HANDOFF_QUERY, of=queries.get_handoff)
def query(handoff: Handoff) -> ResponseReturnValue:
    """The partner school asks about who comes; the coordinator is told, and the stand-in's school is asked to reply."""
    form = forms.QueryForm()
    if form.validate_on_submit():
        said = _("It is asked, and the coordinator knows. The answer comes to you like every reply on the board.")
        to, words = card_of(handoff), form.words.data
        answer = carry_out(form, services.query_handoff, handoff, to=to, said=said, words=words)
        if answer is not None:
            return answer
    return form_page("handoffs/query.html", form, handoff=handoff)


@bp.route(CARD + "/deliver", methods=["GET", "POST"])
@guarded(Action.HANDOFF_DELIVER, of=queries.get_handoff)
def deliver(handoff: Handoff) -> ResponseReturnValue:
    """The stand-in did it."""
    form = forms.DeliverForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.deliver_handoff,
            handoff,
            to=url_for("handoffs.hand_back", cluster_id=handoff.cluster_id, handoff_id=handoff.id),
            said=_("Thank you. Now pass it back: a sentence helps, and may stay empty."),
            pupil_count=form.pupil_count.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("handoffs/deliver.html", form, handoff=handoff, refused=services.why_not_delivered(handoff))


@bp.route(CARD + "/hand-back", methods=["GET", "POST"])
@guarded(Action.HANDOFF_HAND_BACK, of=queries.get_handoff)
def hand_back(handoff: Handoff) -> ResponseReturnValue:
    """Pass it back."""
    form = forms.HandBackForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.hand_back,
            handoff,
            to=card_of(handoff),
            said=_("It is passed back. Thank you for standing in."),
            debrief=form.debrief.data or "",
            next_step=form.next_step.data or "",
        )
        if answer is not None:
            return answer
    return form_page("handoffs/hand_back.html", form, handoff=handoff, refused=services.why_not_handed_back(handoff))


def activity_panel(activity: Activity) -> tuple[str, dict[str, Any]] | None:
    """On the page of an activity for which somebody else is asked or comes: the way to the card. One statement, and none otherwise."""
    if activity.cover == Cover.NONE or not access.can(Action.HANDOFF_LIST, activity):
        return None
    handoff_id = queries.latest_for_activity(activity.id)
    return ("handoffs/_activity_panel.html", {"activity": activity, "handoff_id": handoff_id}) if handoff_id else None


def panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: what waits for a stand-in or is under way."""
    if not access.can(Action.HANDOFF_LIST, cluster):
        return None
    lines = queries.list_open(cluster.id, limit=5)
    context = {"lines": lines, "standing": words.standing_of, "sign": _sign(cluster, lines)}
    return "handoffs/_panel.html", {"cluster": cluster, **context}


def _sign(cluster: Outline, lines: list[queries.Line]) -> panels.Sign:
    """In a few words: how many are asked for, how many nobody could take."""
    fillings = [line.filling for line in lines if line.state == HandoffState.OPEN]
    asked, unfilled = fillings.count(Filling.ASKED), fillings.count(Filling.UNFILLED)
    said = ngettext("%(num)d asked for", "%(num)d asked for", asked) if asked else ""
    return panels.Sign(
        _("Stand-ins"),
        (said or (_("all covered") if lines else _("none needed")),) if asked or not unfilled else (),
        url_for("handoffs.index", cluster_id=cluster.id),
        ngettext("%(num)d not covered", "%(num)d not covered", unfilled) if unfilled else "",
    )
