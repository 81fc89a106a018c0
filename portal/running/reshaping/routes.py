"""Pages of whole clusters: what is proposed, what would go where, the answer; a group taken over; a cluster as a pattern."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import NotAllowedNow, Refusal
from portal.core.i18n import _, _l, ngettext
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.reshaping import forms, queries, services
from portal.running.reshaping.models import Reshaping
from portal.running.reshaping.queries import Between
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

bp = Blueprint("reshaping", __name__)
_ALL = "/clusters/<uuid:cluster_id>/whole"
_ONE = _ALL + "/<uuid:reshaping_id>"
GOES: dict[str, Callable[[int], str]] = {
    "activity": lambda num: ngettext("%(num)s activity", "%(num)s activities", num),
    "activity_series": lambda num: ngettext("%(num)s series of activities", "%(num)s series of activities", num),
    "thread": lambda num: ngettext("%(num)s conversation", "%(num)s conversations", num),
    "evidence_item": lambda num: ngettext("%(num)s piece of evidence", "%(num)s pieces of evidence", num),
    "supporter_statement": lambda num: ngettext("%(num)s letter of support", "%(num)s letters of support", num),
    "partnership": lambda num: ngettext("%(num)s partnership", "%(num)s partnerships", num),
    "visit": lambda num: ngettext("%(num)s visit", "%(num)s visits", num),
    "handoff": lambda num: ngettext("%(num)s stand-in", "%(num)s stand-ins", num),
    "mediation": lambda num: ngettext(
        "%(num)s difficulty that is being settled", "%(num)s difficulties that are being settled", num
    ),
    "sharing": lambda num: ngettext("%(num)s thing passed on", "%(num)s things passed on", num),
    "thing": lambda num: ngettext("%(num)s thing to lend", "%(num)s things to lend", num),
    "school_want": lambda num: ngettext("%(num)s need or offer", "%(num)s needs and offers", num),
    "feeder_link": lambda num: ngettext(
        "%(num)s link between schools whose pupils move on", "%(num)s links between schools whose pupils move on", num
    ),
    "application": lambda num: ngettext("%(num)s application", "%(num)s applications", num),
    "award": lambda num: ngettext("%(num)s award", "%(num)s awards", num),
    "annual_review": lambda num: ngettext("%(num)s review of a year", "%(num)s reviews of years", num),
    "mentoring": lambda num: ngettext("%(num)s mentoring", "%(num)s mentorings", num),
    "support_record": lambda num: ngettext("%(num)s record of support", "%(num)s records of support", num),
    "committee": lambda num: ngettext("%(num)s committee", "%(num)s committees", num),
    "duty": lambda num: ngettext("%(num)s thing to do", "%(num)s things to do", num),
}
"""What goes along, counted in words, by table."""


def _page(cluster_id: Any) -> str:
    return url_for("reshaping.show", cluster_id=cluster_id)


@bp.get(_ALL)
@guarded(Action.RESHAPING_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """What was proposed for the cluster, and what it has taken in."""
    return render_template(
        "reshaping/show.html",
        cluster=cluster,
        proposals=[(one, services.too_late(one, login.me()) is None) for one in queries.list_of(cluster.id)],
        gone=queries.merged_clusters(cluster.id),
        button=OneButtonForm(),
    )


def _proposed(made: Reshaping) -> str:
    return url_for("reshaping.look", cluster_id=made.cluster_id, reshaping_id=made.id)


_ASKED = _l("They are asked. Nothing happens before all of them agree.")


def _look_first(form: Any, plan: Callable[..., Reshaping], cluster: Cluster, **words: Any) -> services.Preview | None:
    """What would go where, for who has not proposed it yet. None where it cannot be proposed so; the form says why."""
    try:
        return services.preview(plan(cluster, by=login.me(), **words))
    except Refusal as refusal:
        form.show(refusal)
        return None


@bp.route(_ALL + "/merge", methods=["GET", "POST"])
@guarded(Action.RESHAPING_PROPOSE, of=get_cluster)
def merge(cluster: Cluster) -> ResponseReturnValue:
    """Propose to become part of another cluster."""
    form, preview = forms.MergeForm(), None
    if form.validate_on_submit():
        words = {"name": form.name.data, "words": form.words.data or ""}
        if form.preview.data:
            preview = _look_first(form, services.plan_merge, cluster, **words)
        else:
            answer = carry_out(form, services.propose_merge, cluster, to=_proposed, said=_ASKED, **words)
            if answer is not None:
                return answer
    return form_page("reshaping/merge.html", form, cluster=cluster, preview=preview, goes=GOES)


@bp.route(_ALL + "/split", methods=["GET", "POST"])
@guarded(Action.RESHAPING_PROPOSE, of=get_cluster)
def split(cluster: Cluster) -> ResponseReturnValue:
    """Propose that some schools go on by themselves."""
    form, preview = forms.SplitForm(), None
    live = [m for m in cluster.live_memberships() if m.school_id != cluster.lead_school_id]
    form.school_ids.choices = [(m.school_id, m.school.name) for m in live]
    form.lead_school_id.choices = [(m.school_id, m.school.name) for m in live if m.side == Side.HOME]
    if form.validate_on_submit():
        words = {
            "name": form.name.data,
            "school_ids": form.school_ids.data,
            "lead_school_id": form.lead_school_id.data,
            "words": form.words.data or "",
        }
        if form.preview.data:
            preview = _look_first(form, services.plan_split, cluster, **words)
        else:
            answer = carry_out(form, services.propose_split, cluster, to=_proposed, said=_ASKED, **words)
            if answer is not None:
                return answer
    return form_page("reshaping/split.html", form, cluster=cluster, preview=preview, goes=GOES)


@bp.get(_ONE)
@guarded(Action.RESHAPING_VIEW, of=queries.get_between)
def look(between: Between) -> ResponseReturnValue:
    """What would go where, who has agreed, and for those who are asked: yes or no."""
    return _page_of(between, forms.AnswerForm())


@bp.post(_ONE)
@guarded(Action.RESHAPING_ANSWER, of=queries.get_between)
def answer(between: Between) -> ResponseReturnValue:
    """Yes or no. Who has answered before, in another window or through a colleague, is told so."""
    why_not = services.too_late(between, login.me())
    if why_not is not None:
        raise NotAllowedNow(why_not)
    form = forms.AnswerForm()
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.answer,
            between,
            to=lambda cluster: _page(cluster.id if cluster is not None else between.cluster_id),
            said=_said,
            agrees=form.agrees.data == "yes",
        )
        if done is not None:
            return done
    return _page_of(between, form)


def _said(goes_on: Cluster | None) -> str:
    """The last yes carries it out; every other answer is kept."""
    return _("Your answer is kept.") if goes_on is None else _("Everyone has agreed, and it is done.")


def _page_of(between: Between, form: forms.AnswerForm) -> ResponseReturnValue:
    is_open = between.is_open
    preview = services.preview(between.proposal) if is_open else None
    waits = services.too_late(between, login.me()) is None
    page = {
        "between": between,
        "waits": waits,
        "alone": services.answers_to_themselves(between, login.me()),
        "proposal": between.proposal,
        "preview": preview,
        "goes": GOES,
    }
    return form_page("reshaping/look.html", form, button=OneButtonForm(), **page)


@bp.post(_ONE + "/withdraw")
@guarded(Action.RESHAPING_PROPOSE, of=queries.get_between)
def withdraw(between: Between) -> ResponseReturnValue:
    said = _("It is not proposed any more.")
    return press(services.withdraw, between, to=_page(between.cluster_id), said=said)


def _offer(form: Any) -> None:
    mine = [(m.school_id, m.school_name) for m in login.me().memberships.values()]
    form.school_id.choices = mine
    if len(mine) == 1 and not form.school_id.data:
        form.school_id.data = mine[0][0]


def _begun(read: list[services.Line]) -> str:
    """What was done with the list, and how much of it was not understood: nobody believes a school invited that is not."""
    begun = _("The cluster has begun. Its schools are invited, at most 30 for now. You can invite more from a list.")
    lost = sum(1 for one in read if one.found is None)
    if not lost:
        return begun
    left_out = ngettext(
        "%(num)s line of your list was left out; “Invite several schools from a list” shows why.",
        "%(num)s lines of your list were left out; “Invite several schools from a list” shows why.",
        lost,
    )
    return f"{begun} {left_out}"


@bp.route("/clusters/take-over", methods=["GET", "POST"])
@guarded(Action.CLUSTER_START)
def take_over() -> ResponseReturnValue:
    """A group that exists, whole: paste its schools, see how the list is read, start."""
    form = forms.GroupForm()
    _offer(form)
    read: list[services.Line] = []
    if form.validate_on_submit():
        read = services.read_group(form.lines)
        if form.sure.data == "go" and may_invite(form):
            done = carry_out(
                form,
                services.take_group_over,
                to=lambda cluster: url_for("clusters.show", cluster_id=cluster.id),
                said=_begun(read),
                school_id=form.school_id.data,
                name=form.name.data,
                theme=form.theme.data,
                rationale=form.rationale.data or "",
                lines=form.lines,
            )
            if done is not None:
                return done
    return form_page("reshaping/take_over.html", form, read=read)


@bp.route(_ALL + "/invite", methods=["GET", "POST"])
@guarded(Action.CLUSTER_INVITE, of=get_cluster)
def invite(cluster: Cluster) -> ResponseReturnValue:
    """Invite several schools from a list: for a large group, step by step."""
    form, read = forms.ListForm(), list[services.Line]()
    if form.validate_on_submit():
        read = services.read_group(form.lines)
        if not form.preview.data and may_invite(form):
            to = url_for("clusters.show", cluster_id=cluster.id)
            done = carry_out(form, services.invite_list, cluster, to=to, said=_invited, lines=form.lines)
            if done is not None:
                return done
    fresh, room = len(services.fresh_of(cluster, read)), services.room_for(cluster)
    return form_page("reshaping/invite.html", form, cluster=cluster, read=read, fresh=fresh, room=room)


def _invited(made: services.Invited) -> str:
    now = ngettext("%(num)s school is invited.", "%(num)s schools are invited.", made.now)
    if not made.later:
        return now
    later = ngettext(
        "%(num)s school of your list waits: send the list again when some have answered.",
        "%(num)s schools of your list wait: send the list again when some have answered.",
        made.later,
    )
    return f"{now} {later}"


@bp.route(_ALL + "/like", methods=["GET", "POST"])
@guarded(Action.RESHAPING_LIKE, of=get_cluster)
def like(cluster: Cluster) -> ResponseReturnValue:
    """Start a cluster by the pattern of this one."""
    form = forms.LikeForm()
    _offer(form)
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.begin_like,
            cluster,
            to=lambda made: url_for("clusters.show", cluster_id=made.id),
            said=_("The cluster has begun. Now invite its schools."),
            school_id=form.school_id.data,
            name=form.name.data,
        )
        if done is not None:
            return done
    return form_page("reshaping/like.html", form, cluster=cluster)


_OLD = re.compile(r"^/clusters/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/.*)?$")


def new_address() -> str | None:
    """Where a page of a merged cluster, or of one whose schools went on by themselves, is now, for who may see that one; None for every other page that
    is not there."""
    found = _OLD.match(request.path)
    person = login.signed_in()
    if found is None or person is None or (request.method != "GET" and request.endpoint != "reshaping.answer"):
        return None
    old = uuid.UUID(found[1])
    into = queries.merged_into(old)
    if into is None and person.place_in(old) is None:
        into = next((key for key in queries.split_into(old) if person.place_in(key) is not None), None)
    if into is None or person.place_in(into) is None:
        return None
    query = "?" + request.query_string.decode() if request.query_string else ""
    return f"/clusters/{into}{found[2] or ''}{query}"
