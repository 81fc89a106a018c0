"""The award: each school's signatory says yes, the cluster may say no, the programme looks after it."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards import agreement, forms, queries, services
from portal.applying.awards.models import Award, AwardStatus
from portal.applying.awards.paper import agreement_paper
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action, allows
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say
from portal.web.press import OneButtonForm, press

bp = Blueprint("awards", __name__)
_ONE = "/awards/<uuid:award_id>"


def _home(award: Award) -> str:
    return url_for("awards.show", award_id=award.id)


@bp.get(_ONE)
@guarded(Action.AWARD_VIEW, of=queries.get_award)
def show(award: Award) -> ResponseReturnValue:
    """How the award stands, who has said yes, its conditions, and what rooms above add."""
    decision = queries.released_decision(award.application)
    return render_template(
        "awards/show.html",
        award=award,
        application=award.application,
        is_mine=award.status == AwardStatus.OFFERED
        and allows(login.me(), Action.AWARD_ACCEPT, award)
        and bool(_mine(award)),
        conditions=queries.list_conditions(decision.id) if decision is not None else [],
        button=OneButtonForm(),
    )


def _mine(award: Award) -> list[tuple[str, str]]:
    """The schools for which this person signs and which have not said yes yet."""
    me = login.me()
    return [
        (str(one.school_id), one.school.name)
        for one in award.acceptances
        if one.accepted_at is None and me.holds("signatory", one.school_id)
    ]


@bp.route(_ONE + "/accept", methods=["GET", "POST"])
@guarded(Action.AWARD_ACCEPT, of=queries.get_award)
def accept(award: Award) -> ResponseReturnValue:
    """Say yes for one's school, to the terms as they are shown."""
    form = forms.AcceptForm()
    mine = _mine(award) if award.status == AwardStatus.OFFERED else []
    if form.is_submitted() and not mine:  # sent twice, or the head's deputy was faster
        say(_("Nothing is asked of your school here, or it has accepted already."), "error")
        return redirect(_home(award), 303)
    form.school.choices = mine
    if len(mine) == 1 and not form.is_submitted():
        form.school.data = mine[0][0]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.accept_award,
            award,
            to=_home(award),
            said=_("Your school has accepted the award."),
            school_id=uuid.UUID(form.school.data),
            digest=str(form.digest.data or ""),
        )
        if answer is not None:
            return answer
    if not form.is_submitted():
        form.digest.data = award.terms_digest
    return form_page("awards/accept.html", form, award=award, application=award.application, mine=mine)


def _ask(
    award: Award, form: Any, template: str, deed: Callable[..., Any], said: str, **words: str
) -> ResponseReturnValue:
    """A form about the whole award: carried out, or shown."""
    if form.validate_on_submit():
        answer = carry_out(form, deed, award, to=_home(award), said=said, reason=form.reason.data or "", **words)
        if answer is not None:
            return answer
    return form_page(template, form, award=award, application=award.application)


@bp.route(_ONE + "/decline", methods=["GET", "POST"])
@guarded(Action.AWARD_DECLINE, of=queries.get_award)
def decline(award: Award) -> ResponseReturnValue:
    """The coordinator says no for the cluster."""
    said = _("Your cluster has said no to the award.")
    return _ask(award, forms.DeclineForm(), "awards/decline.html", services.decline_award, said)


@bp.get(_ONE + "/agreement.pdf")
@guarded(Action.AWARD_VIEW, of=queries.get_award)
def agreement_file(award: Award) -> ResponseReturnValue:
    """The agreement as it was sealed. 404 before that."""
    if award.agreement is None:
        raise NotFound
    paper: Response = agreement_paper(award, is_intact=agreement.is_intact(award)).answer("award-agreement")
    return paper


@bp.route(_ONE + "/hold", methods=["GET", "POST"])
@guarded(Action.AWARD_MANAGE, of=queries.get_award)
def suspend(award: Award) -> ResponseReturnValue:
    """Put the award on hold."""
    said = _("The award is on hold. The schools are told.")
    return _ask(award, forms.SuspendForm(), "awards/hold.html", services.suspend_award, said)


@bp.post(_ONE + "/resume")
@guarded(Action.AWARD_MANAGE, of=queries.get_award)
def resume(award: Award) -> ResponseReturnValue:
    """Let the award go on."""
    return press(services.resume_award, award, to=_home(award), said=_("The award goes on. The schools are told."))


@bp.route(_ONE + "/close", methods=["GET", "POST"])
@guarded(Action.AWARD_MANAGE, of=queries.get_award)
def close(award: Award) -> ResponseReturnValue:
    """Close the award."""
    said = _("The award is closed. The schools are told.")
    return _ask(award, forms.CloseForm(), "awards/close.html", services.close_award, said)
