"""The pages of a project plan: classes, tasks, and support between the schools at home."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.duty import DutyKind
from portal.core.i18n import _
from portal.forming.clusters.outline import Outline
from portal.policy import Action
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries import Network, get_network, get_partnership
from portal.running.plans import forms, queries, services
from portal.running.plans.models import Task, TaskKind
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("plans", __name__, url_prefix="/clusters/<uuid:cluster_id>")
_PLAN = "/partnership/<uuid:partnership_id>/plan"
_TASK = "/tasks/<uuid:task_id>"
SHOWN_AT_HOME = 5


def _plan(partnership: Partnership, page: str = "show") -> str:
    return url_for(f"plans.{page}", cluster_id=partnership.cluster_id, partnership_id=partnership.id)


def _task(task: Task) -> str:
    return url_for("plans.task", cluster_id=task.cluster_id, task_id=task.id)


def _contents(partnership: Partnership) -> dict[str, Any]:
    network = get_network(partnership.cluster_id)
    classes = queries.classes_by_school(partnership.id, network)
    return {
        "partnership": partnership,
        "tasks": queries.list_tasks(partnership.id, TaskKind.PROJECT),
        "classes": classes,
        "needs_classes": queries.needs_classes(partnership),
        "missing": [one.school for one in classes if one.named is None],
        "pupils": sum(one.named.pupil_count for one in classes if one.named is not None),
        "mine": login.me().school_ids,
    }


@bp.get(_PLAN)
@guarded(Action.PLAN_VIEW, of=get_partnership)
def show(partnership: Partnership) -> ResponseReturnValue:
    """Who does what by when, and with which class each school takes part."""
    return render_template("plans/show.html", **_contents(partnership))


@bp.get(_PLAN + "/print")
@guarded(Action.PLAN_VIEW, of=get_partnership)
def print_plan(partnership: Partnership) -> ResponseReturnValue:
    """The same on paper, with everything that is written."""
    return render_template("plans/print.html", **_contents(partnership))


@bp.route(_PLAN + "/tasks/new", methods=["GET", "POST"])
@guarded(Action.TASK_ADD, of=get_partnership)
def add(partnership: Partnership) -> ResponseReturnValue:
    """Add a step of the project plan."""
    form = forms.ProjectTaskForm()
    form.offer(_joined(get_network(partnership.cluster_id)))
    if form.validate_on_submit():
        said, to = _("The task is in the plan."), _plan(partnership)
        answer = carry_out(
            form, services.add_task, partnership, to=to, said=said, kind=TaskKind.PROJECT, wish=form.wish
        )
        if answer is not None:
            return answer
    return form_page("plans/add.html", form, partnership=partnership)


def _joined(network: Network) -> list[Any]:
    return [school for school in network.schools if not school.is_invited]


@bp.get(_PLAN + "/support")
@guarded(Action.PLAN_VIEW, of=get_partnership)
def support(partnership: Partnership) -> ResponseReturnValue:
    """What the schools at home do for one another, so that each pair goes on."""
    network = get_network(partnership.cluster_id)
    return render_template(
        "plans/support.html",
        partnership=partnership,
        tasks=queries.list_tasks(partnership.id, TaskKind.SUPPORT),
        paired=queries.paired_schools(partnership, network),
        mine=login.me().school_ids,
        help=dict(forms.HELP),
        button=OneButtonForm(formdata=None),
    )


@bp.route(_PLAN + "/support/new", methods=["GET", "POST"])
@guarded(Action.TASK_ADD, of=get_partnership)
def ask(partnership: Partnership) -> ResponseReturnValue:
    """Ask the other schools at home for help with one's own pair."""
    network, me = get_network(partnership.cluster_id), login.me()
    paired = queries.paired_schools(partnership, network)
    helped = paired if can(Action.TASK_ADD_FOR_ALL, partnership) else [s for s in paired if s.id in me.school_ids]
    form = forms.SupportTaskForm()
    form.offer(helped, queries.schools_at_home(network))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_task,
            partnership,
            to=_plan(partnership, "support"),
            said=_("The other schools have been asked."),
            kind=TaskKind.SUPPORT,
            wish=form.wish,
            for_school_id=form.for_school_id,
        )
        if answer is not None:
            return answer
    return form_page("plans/ask.html", form, partnership=partnership, helped=helped)


@bp.route(_PLAN + "/class", methods=["GET", "POST"])
@guarded(Action.CLASS_NAME, of=get_partnership)
def name_class(partnership: Partnership) -> ResponseReturnValue:
    """Say with which class one's school takes part."""
    mine = [s for s in _joined(get_network(partnership.cluster_id)) if s.id in login.me().school_ids]
    known = queries.class_of(partnership.id, mine[0].id) if len(mine) == 1 else None
    form = forms.ClassForm(obj=known if request.method == "GET" else None, version=known.version if known else 0)
    form.offer(mine)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_class,
            partnership,
            to=_plan(partnership),
            said=_("Thank you. The class is in the plan."),
            year_group=form.year_group.data,
            pupil_count=form.pupil_count.data,
            words=form.words.data or "",
            school_id=form.school_id,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("plans/name_class.html", form, partnership=partnership)


@bp.get(_TASK)
@guarded(Action.TASK_VIEW, of=queries.get_task)
def task(task: Task) -> ResponseReturnValue:
    """One task: what, who, by when, and what can be done about it."""
    return render_template(
        "plans/task.html",
        task=task,
        partnership=task.partnership,
        help=dict(forms.HELP),
        button=OneButtonForm(formdata=None),
    )


@bp.route(_TASK + "/edit", methods=["GET", "POST"])
@guarded(Action.TASK_CHANGE, of=queries.get_task)
def edit(task: Task) -> ResponseReturnValue:
    """Other words, another day, another school."""
    form = forms.ChangeTaskForm(**_known(task) if request.method == "GET" else {})
    network, supports = get_network(task.cluster_id), task.kind == TaskKind.SUPPORT
    schools = queries.schools_at_home(network) if supports else _joined(network)
    form.offer([school for school in schools if school.id != task.for_school_id], may_be_open=supports)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_task,
            task,
            to=_task(task),
            said=_("Saved."),
            wish=form.wish,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("plans/edit.html", form, task=task)


def _known(task: Task) -> dict[str, Any]:
    return {
        "title": task.title,
        "details": task.details,
        "school": task.school_id,
        "due_on": task.due_on,
        "version": task.version,
    }


@bp.post(_TASK + "/take")
@guarded(Action.TASK_TAKE, of=queries.get_task)
def take(task: Task) -> ResponseReturnValue:
    """One's own school takes it on."""
    return press(services.take_task, task, to=_task(task), said=_("Thank you. Your school has taken this on."))


@bp.route(_TASK + "/pass-on", methods=["GET", "POST"])
@guarded(Action.TASK_DO, of=queries.get_task)
def give_back(task: Task) -> ResponseReturnValue:
    """One's own school cannot do it after all."""
    form = forms.GiveBackForm()
    if form.validate_on_submit():
        said, reason = _("Another school is looked for."), form.reason.data or ""
        answer = carry_out(form, services.give_task_back, task, to=_task(task), said=said, reason=reason)
        if answer is not None:
            return answer
    return form_page("plans/give_back.html", form, task=task)


@bp.route(_TASK + "/held-up", methods=["GET", "POST"])
@guarded(Action.TASK_DO, of=queries.get_task)
def block(task: Task) -> ResponseReturnValue:
    """Say what stands in the way."""
    form = forms.BlockForm()
    if form.validate_on_submit():
        said = _("The coordinator has been told.")
        answer = carry_out(form, services.block_task, task, to=_task(task), said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page("plans/block.html", form, task=task)


@bp.post(_TASK + "/go-on")
@guarded(Action.TASK_DO, of=queries.get_task)
def unblock(task: Task) -> ResponseReturnValue:
    return press(services.unblock_task, task, to=_task(task), said=_("It goes on."))


@bp.post(_TASK + "/done")
@guarded(Action.TASK_DO, of=queries.get_task)
def finish(task: Task) -> ResponseReturnValue:
    return press(services.finish_task, task, to=_task(task), said=_("Done. Well done."))


@bp.post(_TASK + "/reopen")
@guarded(Action.TASK_DO, of=queries.get_task)
def reopen(task: Task) -> ResponseReturnValue:
    return press(services.reopen_task, task, to=_task(task), said=_("It is on the list again."))


@bp.post(_TASK + "/drop")
@guarded(Action.TASK_CHANGE, of=queries.get_task)
def drop(task: Task) -> ResponseReturnValue:
    return press(services.drop_task, task, to=_task(task), said=_("It is dropped. It stays readable."))


def home_panel(cluster: Outline) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: what the schools do for one another, and who has not named a class. Read from what is owed there anyway: no statement."""
    if not can(Action.TASK_VIEW, cluster):  # a school that waits reads the board, and no task
        return None
    names = {membership.school_id: membership.school.name for membership in cluster.memberships}
    support = [line for line in cluster.owed if line.kind in (DutyKind.SUPPORT_TASK, DutyKind.FIND_HELPER)]
    missing = [line for line in cluster.owed if line.kind == DutyKind.NAME_CLASS]
    if not support and not missing:
        return None
    values = {"cluster": cluster, "support": support[:SHOWN_AT_HOME], "more": len(support) - SHOWN_AT_HOME}
    without = [names[line.school_id] for line in missing if line.school_id in names]
    return "plans/_panel.html", {**values, "without_class": without, "names": names}
