"""Pages of parts, supporters, feeder links and mentoring."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.forming.parts import forms, queries, services
from portal.forming.parts.models import ClusterSupporter, FeederLink, Mentoring, SchoolPart
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("parts", __name__, url_prefix="/clusters/<uuid:cluster_id>")
_MENTORING = "/mentoring/<uuid:mentoring_id>"


def _home(cluster_id: uuid.UUID) -> str:
    return url_for("parts.show", cluster_id=cluster_id)


@bp.get("/parts")
@guarded(Action.PARTS_VIEW, of=get_cluster)
def show(cluster: Cluster) -> ResponseReturnValue:
    """Who plays which part, who is linked through whom, supporters, feeder links, mentoring."""
    played = queries.list_school_parts(cluster.id)
    return render_template(
        "parts/show.html",
        cluster=cluster,
        rows=_tree(cluster, played),
        supporters=queries.list_supporters(cluster.id),
        feeders=queries.list_feeders(cluster.id),
        mentorings=queries.list_mentorings(cluster.id),
        names={m.school_id: m.school.name for m in cluster.memberships},
        button=OneButtonForm(),
    )


def _tree(cluster: Cluster, played: Any) -> list[tuple[int, ClusterMembership, SchoolPart | None]]:
    """The schools of the cluster, each below the one through which it is linked: (depth, membership, part)."""
    parts = {held.membership_id: held for held in played}
    live = {m.id: m for m in cluster.live_memberships()}
    below: dict[uuid.UUID | None, list[ClusterMembership]] = {}
    for membership in sorted(live.values(), key=lambda m: (_place(parts.get(m.id)), m.id)):
        held = parts.get(membership.id)
        above = held.through_id if held is not None and held.through_id in live else None
        below.setdefault(above, []).append(membership)
    rows: list[tuple[int, ClusterMembership, SchoolPart | None]] = []

    def walk(above: uuid.UUID | None, depth: int) -> None:
        for membership in below.get(above, ()):
            rows.append((depth, membership, parts.get(membership.id)))
            walk(membership.id, depth + 1)

    walk(None, 0)
    return rows


def _place(held: SchoolPart | None) -> tuple[int, int]:
    return (held.part.set.position, held.part.position) if held is not None else (99, 99)


@bp.route("/parts/<uuid:membership_id>", methods=["GET", "POST"])
@guarded(Action.PART_GIVE, of=get_membership)
def give(membership: ClusterMembership) -> ResponseReturnValue:
    """Say which part a school plays."""
    cluster, held = membership.cluster, queries.part_of(membership.id)
    form = forms.PartForm(part=held.part_id if held else None, through=held.through_id if held else None)
    others = [(m.id, m.school.name) for m in cluster.live_memberships() if m.id != membership.id]
    form.offer(queries.offered_parts(), others)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_part,
            membership,
            to=_home(cluster.id),
            said=_("Saved."),
            part_id=form.part.data,
            through_id=form.through.data,
        )
        if answer is not None:
            return answer
    return form_page("parts/give.html", form, membership=membership, cluster=cluster, held=held, button=OneButtonForm())


@bp.post("/parts/<uuid:membership_id>/take")
@guarded(Action.PART_GIVE, of=get_membership)
def take(membership: ClusterMembership) -> ResponseReturnValue:
    """The school plays no named part any more."""
    said = _("The school plays no named part now.")
    return press(services.take_part, membership, to=_home(membership.cluster_id), said=said)


@bp.route("/supporters/new", methods=["GET", "POST"])
@guarded(Action.SUPPORTER_NAME, of=get_cluster)
def name_supporter(cluster: Cluster) -> ResponseReturnValue:
    """Name a supporter that is not a school."""
    form = forms.SupporterForm()
    form.offer(queries.offered_parts(for_supporters=True))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_supporter,
            cluster,
            to=_home(cluster.id),
            said=_("The supporter is named."),
            name=form.name.data,
            part_id=form.part.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("parts/name_supporter.html", form, cluster=cluster)


@bp.post("/supporters/<uuid:supporter_id>/end")
@guarded(Action.SUPPORTER_END, of=queries.get_supporter)
def end_supporter(supporter: ClusterSupporter) -> ResponseReturnValue:
    """It stands by the cluster no longer."""
    said = _("It is taken from the list. The record keeps it.")
    return press(services.end_supporter, supporter, to=_home(supporter.cluster_id), said=said)


@bp.route("/feeders/new", methods=["GET", "POST"])
@guarded(Action.FEEDER_NOTE, of=get_cluster)
def note_feeder(cluster: Cluster) -> ResponseReturnValue:
    """Note whose pupils move on where."""
    form = forms.FeederForm()
    form.offer([(m.school_id, m.school.name) for m in cluster.live_memberships()])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.note_feeder,
            cluster,
            to=_home(cluster.id),
            said=_("It is noted."),
            from_school_id=form.from_school.data,
            to_school_id=form.to_school.data,
        )
        if answer is not None:
            return answer
    return form_page("parts/note_feeder.html", form, cluster=cluster)


@bp.post("/feeders/<uuid:feeder_id>/end")
@guarded(Action.FEEDER_END, of=queries.get_feeder)
def end_feeder(feeder: FeederLink) -> ResponseReturnValue:
    """They no longer do."""
    return press(services.end_feeder, feeder, to=_home(feeder.cluster_id), said=_("It is taken from the list."))


@bp.route("/mentoring/new", methods=["GET", "POST"])
@guarded(Action.MENTORING_BEGIN, of=get_cluster)
def begin_mentoring(cluster: Cluster) -> ResponseReturnValue:
    """A school offers to take others along."""
    form = forms.MentoringForm()
    mentors, schools = services.mentors_for(cluster, login.me()), cluster.live_memberships()
    form.offer([(m.school_id, m.school.name) for m in mentors], [(m.school_id, m.school.name) for m in schools])
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.begin_mentoring,
            cluster,
            to=lambda made: url_for("parts.mentoring", cluster_id=cluster.id, mentoring_id=made.id),
            said=_("The schools are asked."),
            mentor_school_id=form.mentor.data,
            mentees=form.mentees.data or [],
            goals=form.goals.data,
            ends_on=form.ends_on.data,
        )
        if answer is not None:
            return answer
    return form_page("parts/begin_mentoring.html", form, cluster=cluster)


def _page(mentoring: Mentoring) -> str:
    return url_for("parts.mentoring", cluster_id=mentoring.cluster_id, mentoring_id=mentoring.id)


@bp.get(_MENTORING)
@guarded(Action.MENTORING_VIEW, of=queries.get_mentoring)
def mentoring(mentoring: Mentoring) -> ResponseReturnValue:
    """Goals, schools, the log."""
    mine = [m for m in mentoring.mentees if m.status == "asked" and m.school_id in login.me().memberships]
    return render_template(
        "parts/mentoring.html",
        mentoring=mentoring,
        cluster=mentoring.cluster,
        mine=mine[:1],
        log=queries.page_of_sessions(mentoring.id, after=request.args.get("after")),
        today=clock.today(mentoring.cluster.zone),
        button=OneButtonForm(),
    )


@bp.post(_MENTORING + "/agree")
@guarded(Action.MENTORING_ANSWER, of=queries.get_mentoring)
def agree(mentoring: Mentoring) -> ResponseReturnValue:
    said = _("Your school takes part.")
    return press(services.answer_mentoring, mentoring, to=_page(mentoring), said=said, agrees=True)


@bp.post(_MENTORING + "/decline")
@guarded(Action.MENTORING_ANSWER, of=queries.get_mentoring)
def decline(mentoring: Mentoring) -> ResponseReturnValue:
    said = _("The mentor school is told.")
    return press(services.answer_mentoring, mentoring, to=_page(mentoring), said=said, agrees=False)


@bp.route(_MENTORING + "/log", methods=["GET", "POST"])
@guarded(Action.MENTORING_LOG, of=queries.get_mentoring)
def log(mentoring: Mentoring) -> ResponseReturnValue:
    """Write down that the schools met."""
    form = forms.SessionForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.log_session,
            mentoring,
            to=_page(mentoring),
            said=_("It is in the log."),
            held_on=form.held_on.data,
            words=form.words.data,
            next_step=form.next_step.data or "",
        )
        if answer is not None:
            return answer
    return form_page("parts/log.html", form, mentoring=mentoring)


@bp.route(_MENTORING + "/go-on", methods=["GET", "POST"])
@guarded(Action.MENTORING_END, of=queries.get_mentoring)
def go_on(mentoring: Mentoring) -> ResponseReturnValue:
    """Name a later last day, or none."""
    form = forms.GoOnForm(ends_on=mentoring.ends_on)
    if form.validate_on_submit():
        said = _("The mentoring goes on.")
        answer = carry_out(form, services.go_on, mentoring, to=_page(mentoring), said=said, ends_on=form.ends_on.data)
        if answer is not None:
            return answer
    return form_page("parts/go_on.html", form, mentoring=mentoring)


@bp.post(_MENTORING + "/end")
@guarded(Action.MENTORING_END, of=queries.get_mentoring)
def end_mentoring(mentoring: Mentoring) -> ResponseReturnValue:
    """It is over."""
    said = _("The mentoring is over. Its log stays readable.")
    return press(services.end_mentoring, mentoring, to=_page(mentoring), said=said)
