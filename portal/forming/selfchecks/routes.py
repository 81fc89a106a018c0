"""Pages of the self-check: the years side by side, and the nine questions."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.selfchecks import forms, queries, services, words
from portal.forming.selfchecks.models import Condition, Reply, SelfCheck
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.press import OneButtonForm, press

bp = Blueprint("selfchecks", __name__, url_prefix="/clusters/<uuid:cluster_id>/self-check")
_ORDER = [Reply.NOT_YET, Reply.PARTLY, Reply.YES]


def home_panel(cluster: Any) -> tuple[str, dict[str, Any]] | None:
    """On the cluster's home: the way to the self-check. It asks the database nothing."""
    return ("selfchecks/_panel.html", {"cluster": cluster}) if can(Action.SELF_CHECK_VIEW, cluster) else None


def case_panel(case: Any) -> tuple[str, dict[str, Any]] | None:
    """On the support page of the programme's staff: what the last self-check said. Two statements."""
    done = [check for check in queries.list_checks(case.cluster.id) if check.done_at is not None]
    if not done:
        return None
    return "selfchecks/_case.html", {
        "cluster": case.cluster,
        "check": done[0],
        "changes": _changes(done),
        "words": words,
    }


def _changes(done: list[SelfCheck]) -> tuple[list[str], list[str]]:
    """What is better and what is worse in the newest check than in the one before."""
    if len(done) < 2:
        return [], []
    moved = []
    for condition in Condition:
        new, old = done[0].answer_to(condition), done[1].answer_to(condition)
        if new is not None and old is not None:
            moved.append((condition, _ORDER.index(new.reply) - _ORDER.index(old.reply)))
    return [str(words.SHORT[c]) for c, by in moved if by > 0], [str(words.SHORT[c]) for c, by in moved if by < 0]


@bp.get("")
@guarded(Action.SELF_CHECK_VIEW, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """The years side by side."""
    checks = list(queries.list_checks(cluster.id))
    done = [check for check in checks if check.done_at is not None]
    better, worse = _changes(done)
    return render_template(
        "selfchecks/index.html",
        cluster=cluster,
        checks=checks,
        open_=next((check for check in checks if check.done_at is None), None),
        done=done,
        better=better,
        worse=worse,
        conditions=list(Condition),
        words=words,
        button=OneButtonForm(formdata=None),
    )


@bp.post("/begin")
@guarded(Action.SELF_CHECK_BEGIN, of=get_cluster)
def begin(cluster: Cluster) -> ResponseReturnValue:
    """Ask the nine questions for this year."""
    to = url_for("selfchecks.index", cluster_id=cluster.id)
    return press(services.begin_check, cluster, to=to, said=_("The nine questions are ready."))


@bp.route("/<uuid:check_id>", methods=["GET", "POST"])
@guarded(Action.SELF_CHECK_FILL, of=queries.get_check)
def fill(check: SelfCheck) -> ResponseReturnValue:
    """Nine questions, to be answered in pieces."""
    there = url_for("selfchecks.index", cluster_id=check.cluster_id)
    if check.done_at is not None:
        done = _("This self-check is done"), _("It stays as it was, to be compared with the next one.")
        return too_late(*done, back=there, back_words=_("Self-check"))
    form = forms.CheckForm.of(check)
    if form.validate_on_submit():
        given = {"version": form.read_version, "replies": form.replies}
        answer = carry_out(form, services.answer_check, check, to=there, said=_said, **given)
        if answer is not None:
            return answer
    return form_page("selfchecks/fill.html", form, check=check)


def _said(is_done: Any) -> str:
    return _("All nine are answered. Thank you.") if is_done else _("Saved. Go on whenever you like.")
