"""Asking for a change of an award, and the programme's answer."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.amendments import forms, queries, services
from portal.applying.amendments.models import AwardChange, ChangeAbout, ChangeStatus
from portal.applying.awards.models import Award
from portal.applying.awards.queries import get_award
from portal.core.i18n import _
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.press import OneButtonForm, press

bp = Blueprint("amendments", __name__)
_ONE = "/award-changes/<uuid:award_change_id>"


def _home(one: AwardChange) -> str:
    return url_for("amendments.show", award_change_id=one.id)


@bp.route("/awards/<uuid:award_id>/changes/new", methods=["GET", "POST"])
@guarded(Action.AWARD_CHANGE_ASK, of=get_award)
def ask(award: Award) -> ResponseReturnValue:
    """Ask the programme for a change."""
    title, back = _("Ask for a change of the award"), url_for("awards.show", award_id=award.id)
    waits = [one for one in queries.list_changes(award.id) if one.status == ChangeStatus.ASKED]
    if request.method == "GET" and (waits or award.status not in services.RUNS):
        words = _("A change is asked for already. The programme answers it first, or you take it back.")
        if not waits:
            words = _("A change can be asked for after every school has accepted, and until the award ends.")
        return too_late(title, words, back=_home(waits[0]) if waits else back, back_words=_("Go back"))
    form = forms.AskForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask,
            award,
            to=_home,
            said=_("The programme is asked. What was awarded stands until it answers."),
            about=ChangeAbout(form.about.data),
            wanted=form.wanted.data or "",
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("amendments/ask.html", form, award=award, title=title)


@bp.get(_ONE)
@guarded(Action.AWARD_CHANGE_VIEW, of=queries.get_change)
def show(one: AwardChange) -> ResponseReturnValue:
    """What is asked for, why, and the answer."""
    return render_template("amendments/show.html", one=one, about=forms.ABOUT[one.about], button=OneButtonForm())


@bp.post(_ONE + "/take-back")
@guarded(Action.AWARD_CHANGE_TAKE_BACK, of=queries.get_change)
def take_back(one: AwardChange) -> ResponseReturnValue:
    """The cluster no longer asks for it."""
    return press(services.take_back, one, to=_home(one), said=_("You no longer ask for this change."))


@bp.route(_ONE + "/answer", methods=["GET", "POST"])
@guarded(Action.AWARD_CHANGE_ANSWER, of=queries.get_change)
def answer(one: AwardChange) -> ResponseReturnValue:
    """The programme's word."""
    if request.method == "GET" and one.status != ChangeStatus.ASKED:
        words = _("This was answered or taken back already.")
        return too_late(
            _("Answer the change that is asked for"), words, back=_home(one), back_words=_("Back to the change")
        )
    form = forms.AnswerForm()
    if form.validate_on_submit():
        done = carry_out(
            form,
            services.answer,
            one,
            to=_home(one),
            said=_("Saved. The schools are told."),
            agrees=form.answer.data == "agree",
            note=form.note.data or "",
        )
        if done is not None:
            return done
    return form_page("amendments/answer.html", form, one=one, about=forms.ABOUT[one.about])


def award_panel(award: Award) -> tuple[str, dict[str, Any]] | None:
    """On the page of an award: the changes that were asked for, and the way to ask for one."""
    if award.status not in services.RUNS and award.ended_at is None:
        return None
    changes = queries.list_changes(award.id)
    waits = any(one.status == ChangeStatus.ASKED for one in changes)
    may_ask = award.status in services.RUNS and not waits
    return "amendments/_panel.html", {"award": award, "changes": changes, "may_ask": may_ask, "about": forms.ABOUT}
