"""Pages of projects."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.projects import forms, queries, services
from portal.forming.projects.models import Project
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

bp = Blueprint("projects", __name__, url_prefix="/projects")
_ONE = "/<uuid:project_id>"


def _page(project: Project) -> str:
    return url_for("projects.show", project_id=project.id)


@bp.get("")
@guarded(Action.PROJECT_LIST)
def index() -> ResponseReturnValue:
    """The projects that can be joined."""
    page = queries.page_of_projects(request.args.get("after"))
    return render_template("projects/index.html", page=page)


def _offer(form: Any, *, without: set[Any]) -> None:
    mine = [(m.school_id, m.school_name) for m in login.me().memberships.values() if m.school_id not in without]
    form.school_id.choices = mine
    if len(mine) == 1 and not form.school_id.data:
        form.school_id.data = mine[0][0]


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.PROJECT_BEGIN)
def begin() -> ResponseReturnValue:
    """Begin a project."""
    form = forms.BeginForm()
    _offer(form, without=set())
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.begin_project,
            to=_page,
            said=_("The project is there. Other schools can join."),
            school_id=form.school_id.data,
            name=form.name.data,
            theme=form.theme.data,
            about=form.about.data,
            link=form.link.data or "",
            ends_on=form.ends_on.data,
        )
        if answer is not None:
            return answer
    return form_page("projects/begin.html", form)


@bp.get(_ONE)
@guarded(Action.PROJECT_VIEW, of=queries.get_project)
def show(project: Project) -> ResponseReturnValue:
    """What it is about and who is in it."""
    mine = project.school_ids & login.me().school_ids
    return render_template("projects/show.html", project=project, mine=mine, button=OneButtonForm())


@bp.route(_ONE + "/join", methods=["GET", "POST"])
@guarded(Action.PROJECT_JOIN, of=queries.get_project)
def join(project: Project) -> ResponseReturnValue:
    """One's school joins."""
    form = forms.JoinForm()
    _offer(form, without=project.school_ids)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.join_project,
            project,
            to=_page(project),
            said=_("Your school is in the project."),
            school_id=form.school_id.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("projects/join.html", form, project=project)


@bp.post(_ONE + "/leave")
@guarded(Action.PROJECT_LEAVE, of=queries.get_project)
def leave(project: Project) -> ResponseReturnValue:
    """One's school is in it no longer."""
    return press(services.leave_project, project, to=_page(project), said=_("Your school has left the project."))


@bp.post(_ONE + "/end")
@guarded(Action.PROJECT_CHANGE, of=queries.get_project)
def end(project: Project) -> ResponseReturnValue:
    """It is over."""
    return press(services.end_project, project, to=_page(project), said=_("The project is over. It stays readable."))


@bp.route(_ONE + "/cluster", methods=["GET", "POST"])
@guarded(Action.PROJECT_CHANGE, of=queries.get_project)
def become(project: Project) -> ResponseReturnValue:
    """The project goes on as a cluster."""
    form = forms.BecomeForm(name=project.name)
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.become_cluster,
            project,
            to=lambda cluster: url_for("clusters.show", cluster_id=cluster.id),
            said=_("The cluster has begun. The schools of the project are invited."),
            name=form.name.data,
            rationale=form.rationale.data,
        )
        if answer is not None:
            return answer
    return form_page("projects/become.html", form, project=project, most=services.MOST_INVITED)
