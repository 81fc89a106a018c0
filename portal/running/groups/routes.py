"""Pages of clusters within clusters."""

from datetime import UTC, date, datetime, time
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.activities import words as activity_words
from portal.running.groups import forms, queries, services
from portal.running.groups.models import Way
from portal.running.groups.queries import Between
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("groups", __name__, url_prefix="/clusters/<uuid:cluster_id>/group")
_ONE = "/links/<uuid:link_id>"


def _page(cluster_id: Any) -> str:
    return url_for("groups.show", cluster_id=cluster_id)


@bp.get("")
@guarded(Action.GROUP_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """The larger cluster, and the clusters within this one with what is counted there."""
    return render_template(
        "groups/show.html",
        cluster=cluster,
        parent=queries.parent_link(cluster.id),
        whole=queries.together(cluster.id),
        waiting=queries.open_links(cluster.id),
        mine=set(login.me().places),
        button=OneButtonForm(),
    )


@bp.get("/schools")
@guarded(Action.GROUP_VIEW, of=get_cluster)
def schools(cluster: Cluster) -> ResponseReturnValue:
    """Every school of the whole, with its contacts by name."""
    ids = [cluster.id, *(one.id for one in queries.list_below(cluster.id))]
    page = queries.page_of_schools(ids, request.args.get("after"))
    return render_template("groups/schools.html", cluster=cluster, page=page)


@bp.get("/dates")
@guarded(Action.GROUP_VIEW, of=get_cluster)
def dates(cluster: Cluster) -> ResponseReturnValue:
    """What is planned in the whole, four weeks at a time."""
    starts = _from(request.args.get("from"))
    ids = [cluster.id, *(one.id for one in queries.list_below(cluster.id))]
    entries = queries.list_dates(ids, starts)
    following = (starts + queries.WINDOW).date().isoformat()
    words = {"status": activity_words.STATUS, "colour": activity_words.COLOUR}
    return render_template(
        "groups/dates.html",
        cluster=cluster, entries=entries, starts=starts, following=following, most=queries.MOST_DATES,
        mine=set(login.me().places), **words,
    )  # fmt: skip


def _from(typed: str | None) -> datetime:
    """The day of the address, from its beginning; today, where it is none."""
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return clock.now()
    return datetime.combine(day, time(), UTC) if 2000 <= day.year <= 2100 else clock.now()


@bp.get("/notices")
@guarded(Action.GROUP_VIEW, of=get_cluster)
def notices(cluster: Cluster) -> ResponseReturnValue:
    """What was told up and down."""
    page = queries.page_of_notices(cluster.id, request.args.get("after"))
    return render_template("groups/notices.html", cluster=cluster, page=page)


@bp.route("/notices/new", methods=["GET", "POST"])
@guarded(Action.GROUP_NOTICE, of=get_cluster)
def write_notice(cluster: Cluster) -> ResponseReturnValue:
    """Tell the clusters below, or the one above."""
    form = forms.NoticeForm(way=Way.DOWN.value)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_notice,
            cluster,
            to=url_for("groups.notices", cluster_id=cluster.id),
            said=_("Their coordinators are told."),
            way=Way(form.way.data),
            title=form.title.data,
            words=form.words.data,
        )
        if answer is not None:
            return answer
    return form_page("groups/write_notice.html", form, cluster=cluster)


@bp.route("/ask", methods=["GET", "POST"])
@guarded(Action.GROUP_ASK, of=get_cluster)
def ask(cluster: Cluster) -> ResponseReturnValue:
    """Ask another cluster to belong together."""
    form = forms.AskForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask,
            cluster,
            to=_page(cluster.id),
            said=lambda link: _("They are asked.") if link.joined_at is None else _("The two belong together now."),
            name=form.name.data,
            as_child=form.side.data == "child",
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("groups/ask.html", form, cluster=cluster)


@bp.route(_ONE, methods=["GET", "POST"])
@guarded(Action.GROUP_ANSWER, of=queries.get_link)
def answer(between: Between) -> ResponseReturnValue:
    """Say yes or no."""
    form = forms.AnswerForm()
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.answer,
            between,
            to=_page(between.cluster_id),
            said=_("Your answer is sent."),
            agrees=form.agrees.data == "yes",
        )
        if done is not None:
            return done
    return form_page("groups/answer.html", form, between=between, link=between.link)


@bp.post(_ONE + "/withdraw")
@guarded(Action.GROUP_ASK, of=queries.get_link)
def withdraw(between: Between) -> ResponseReturnValue:
    return press(services.withdraw, between, to=_page(between.cluster_id), said=_("The question is taken back."))


@bp.route(_ONE + "/leave", methods=["GET", "POST"])
@guarded(Action.GROUP_LEAVE, of=queries.get_link)
def leave(between: Between) -> ResponseReturnValue:
    """What ends and what stays, and the button."""
    form = OneButtonForm()
    if form.validate_on_submit():
        to, said = _page(between.cluster_id), _("The two clusters no longer belong together.")
        done = carry_out(form, services.leave, between, to=to, said=said)
        if done is not None:
            return done
    return form_page("groups/leave.html", form, between=between)
