"""All applications of a round whose reviews are in go to the panel in one act, by a manager who has read which, and which not and why."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Stage
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import forms, jobs, queries
from portal.applying.rules.queries import rules_of
from portal.core.i18n import _, ngettext
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import form_page, say
from portal.web.login import me

bp = Blueprint("sending", __name__)


@bp.route("/rounds/<uuid:round_id>/panel/send", methods=["GET", "POST"])
@guarded(Action.PANEL_SEND, of=get_round)
def send(planned: Round) -> ResponseReturnValue:
    """Show who goes and who stays, and send exactly the list that was shown. Pressed again, it goes on with what is left."""
    form, kept_from = forms.SendForm(), me().kept_from
    ready = queries.list_ready(planned, kept_from)
    shown = queries.digest_of_ready(ready)
    if form.validate_on_submit():
        if form.digest.data == shown:
            sent = jobs.send_to_the_panel([one.id for one in ready], by=me())
            say(ngettext("%(num)d application is with the panel.", "%(num)d applications are with the panel.", sent))
            return redirect(url_for(".send", round_id=planned.id), 303)
        form.form_errors.append(_("The list has changed since you opened the page. Please read it again."))
    form.digest.data = shown
    number, waiting = queries.count_ready(planned, kept_from)
    return form_page(
        "panel/send.html",
        form,
        planned=planned,
        ready=ready,
        number=number,
        waiting=waiting,
        left_out=queries.page_of_left_out(planned, kept_from, after=request.args.get("after")),
        why=lambda one: _why(one, planned),
        is_together=rules_of(planned.id).panel_together,
    )


def _why(one: queries.LeftOut, planned: Round) -> str:
    """Why an application is not sent yet."""
    words: dict[Any, str] = {
        Stage.SUBMITTED: _("It has not been checked yet"),
        Stage.SCREENING: _("It is being checked"),
        Stage.CLARIFICATION: _("A question to the cluster is open"),
    }
    if one.stage in words:
        return words[one.stage]
    if one.asked < planned.reviewers_each:
        return _("A reviewer is missing: %(have)s of %(want)s", have=one.asked, want=planned.reviewers_each)
    return _("%(have)s of %(want)s reviews are in", have=one.counted, want=max(one.asked, planned.reviewers_each))
