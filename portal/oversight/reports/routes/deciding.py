"""What I reported, what was decided about what I wrote, objecting to it, and the second person's answer."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.oversight.reports import forms, queries, services
from portal.oversight.reports.models import ModerationDecision
from portal.oversight.reports.routes.blueprint import bp
from portal.policy import Action
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page

_ONE = "/decisions/<uuid:moderation_id>"


@bp.get("/mine")
@guarded(Action.REPORT_LIST_MINE)
def mine() -> ResponseReturnValue:
    """What I reported, and where it stands."""
    page = queries.list_made_by(login.me().id, request.args.get("after"))
    return render_template("reports/mine.html", page=page, kinds=dict(forms.KINDS))


@bp.get("/decisions")
@guarded(Action.REPORT_LIST_MINE)
def decisions() -> ResponseReturnValue:
    """What was decided about things that I wrote."""
    page = queries.list_decisions_about(login.me().id, request.args.get("after"))
    return render_template("reports/decisions.html", page=page)


@bp.get("/objections")
@guarded(Action.APPEAL_LIST)
def appeals() -> ResponseReturnValue:
    """Objections that wait for an answer."""
    page = queries.list_appeals(request.args.get("after"))
    return render_template(
        "reports/appeals.html", page=page, may={one.id for one in page if can(Action.APPEAL_ANSWER, one)}
    )


@bp.get(_ONE)
@guarded(Action.DECISION_VIEW, of=queries.get_decision)
def decision(decided: ModerationDecision) -> ResponseReturnValue:
    """One decision: what it is about and why, never who reported it."""
    return render_template("reports/decision.html", **_about(decided))


def _about(decided: ModerationDecision) -> dict[str, Any]:
    return {"decision": decided, "is_mine": decided.author_id == login.me().id}


@bp.route(_ONE + "/object", methods=["GET", "POST"])
@guarded(Action.DECISION_APPEAL, of=queries.get_decision)
def appeal(decided: ModerationDecision) -> ResponseReturnValue:
    """Object, once."""
    form = forms.AppealForm()
    if form.validate_on_submit():
        to = url_for("reports.decision", moderation_id=decided.id)
        said = _("A second person reads it and answers.")
        answer = carry_out(form, services.appeal, decided, to=to, said=said, words=form.words.data)
        if answer is not None:
            return answer
    return form_page("reports/appeal.html", form, **_about(decided))


@bp.route(_ONE + "/answer", methods=["GET", "POST"])
@guarded(Action.APPEAL_ANSWER, of=queries.get_decision)
def answer_appeal(decided: ModerationDecision) -> ResponseReturnValue:
    """The second person answers."""
    form = forms.AnswerForm()
    if form.validate_on_submit():
        to = url_for("reports.appeals")
        said = _("The author can read your answer.")
        upheld = form.upheld.data == "yes"
        answer = carry_out(
            form, services.answer_appeal, decided, to=to, said=said, upheld=upheld, answer=form.answer.data
        )
        if answer is not None:
            return answer
    return form_page("reports/answer.html", form, **_about(decided))
