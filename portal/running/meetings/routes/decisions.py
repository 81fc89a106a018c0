"""Propose, answer for a school, count; everything that was decided."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.committees.models import Committee
from portal.forming.committees.queries import get_committee
from portal.policy import Action
from portal.running.meetings import forms, paper, queries, services, words
from portal.running.meetings.models import How, Meeting, MeetingDecision
from portal.running.meetings.routes.blueprint import bp, page
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import press

_ONE = "/decisions/<uuid:meeting_decision_id>"


@bp.get("/committees/<uuid:committee_id>/decisions")
@guarded(Action.MEETING_LIST, of=get_committee)
def decisions(committee: Committee) -> ResponseReturnValue:
    """The record of what was decided."""
    found = queries.list_decisions(committee.id, request.args.get("after"))
    return render_template("meetings/decisions.html", committee=committee, page=found, words=words, counts=paper.counts)


@bp.route("/meetings/<uuid:meeting_id>/decisions/new", methods=["GET", "POST"])
@guarded(Action.DECISION_PROPOSE, of=queries.get_meeting)
def propose(meeting: Meeting) -> ResponseReturnValue:
    """Ask the schools."""
    form = forms.DecisionForm()
    if form.validate_on_submit():
        given = {"proposal": form.proposal.data, "how": How(form.how.data), "closes_on": form.closes_on.data}
        said = _("The schools are asked.")
        answer = carry_out(form, services.propose_decision, meeting, to=page(meeting), said=said, **given)
        if answer is not None:
            return answer
    return form_page("meetings/propose.html", form, meeting=meeting)


@bp.route(_ONE, methods=["GET", "POST"])
@guarded(Action.DECISION_VOTE, of=queries.get_decision)
def vote(decision: MeetingDecision) -> ResponseReturnValue:
    """Answer for a school."""
    names = {seat.school_id: seat.school.name for seat in decision.committee.seats if seat.school is not None}
    mine = [(key, names[key]) for key in services.may_vote_for(decision, login.me())]
    form = forms.VoteForm()
    form.offer(decision, mine)
    if form.validate_on_submit():
        given = {"school_id": form.school.data, "choice": form.chosen, "words": form.words.data or ""}
        said = _("The answer is noted. You can change it until the decision is closed.")
        answer = carry_out(form, services.cast_vote, decision, to=page(decision.meeting), said=said, **given)
        if answer is not None:
            return answer
    return form_page("meetings/vote.html", form, decision=decision, words=words)


@bp.post(_ONE + "/close")
@guarded(Action.DECISION_CLOSE, of=queries.get_decision)
def close(decision: MeetingDecision) -> ResponseReturnValue:
    """Count what the schools said."""
    said = _("The answers are counted.")
    return press(services.close_decision, decision, to=page(decision.meeting), said=said)


@bp.post(_ONE + "/withdraw")
@guarded(Action.DECISION_CLOSE, of=queries.get_decision)
def withdraw(decision: MeetingDecision) -> ResponseReturnValue:
    """The proposal is taken back."""
    said = _("The proposal is taken back.")
    return press(services.withdraw_decision, decision, to=page(decision.meeting), said=said)
