"""The panel: one application, and the whole round on one page."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.queries import get_application
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import forms, queries, scoring, services
from portal.applying.reviews.models import Review
from portal.applying.rules.queries import rules_of
from portal.core.i18n import _
from portal.policy import Action
from portal.policy.people import Role
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("panel", __name__)


def _sees_scores(application: Application) -> bool:
    """Moderator and manager see what is in; an officer sees scores when the reviews are closed."""
    if login.me().has(Role.MODERATOR, Role.PROGRAMME_MANAGER):
        return True
    return application.stage not in (Stage.SUBMITTED, Stage.SCREENING, Stage.IN_REVIEW, Stage.CLARIFICATION)


@bp.get("/applications/<uuid:application_id>/panel")
@guarded(Action.PANEL_VIEW, of=get_application)
def show(application: Application) -> ResponseReturnValue:
    """Totals, mean, range, flags, the reviewers' words, and what the panel wrote."""
    reviews = queries.list_reviews(application)
    sees_scores = _sees_scores(application)
    rules = rules_of(application.round_id)
    return render_template(
        "panel/show.html",
        application=application,
        reviews=reviews,
        criteria=queries.list_criteria(application),
        scores=queries.scores_by_review(reviews) if sees_scores else {},
        earlier=queries.list_sent(reviews) if sees_scores else {},
        standing=queries.standing_of(queries.with_scores(application), application.round.reviewers_each, rules),
        bands=forms.BANDS,
        rules=rules,
        notes=queries.list_notes(application),
        sees_scores=sees_scores,
        shown=scoring.shown,
        recommendations=dict(forms.RECOMMENDATIONS),
        may_give_back=application.stage == Stage.IN_REVIEW,
        may_note=application.stage == Stage.MODERATION,
        may_decide=application.stage in (Stage.MODERATION, Stage.DECIDED),
    )


@bp.route("/applications/<uuid:application_id>/panel/note", methods=["GET", "POST"])
@guarded(Action.PANEL_MODERATE, of=get_application)
def note(application: Application) -> ResponseReturnValue:
    """Write the panel's note."""
    form = forms.NoteForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_note,
            application,
            to=url_for(".show", application_id=application.id),
            said=_("The panel's note is saved."),
            words=form.words.data or "",
            recommendation=form.recommendation.data,
            moderated_score=form.moderated_score.data,
        )
        if answer is not None:
            return answer
    return form_page("panel/note.html", form, application=application)


@bp.route("/applications/<uuid:application_id>/panel/<uuid:review_id>/give-back", methods=["GET", "POST"])
@guarded(Action.REVIEW_GIVE_BACK, of=queries.get_review_of)
def give_back(review: Review) -> ResponseReturnValue:
    """Give a sent review back to its reader."""
    form = forms.GiveBackForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_back,
            review,
            to=url_for(".show", application_id=review.application_id),
            said=_("The reviewer was asked to change the review. What was sent is kept."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("panel/give_back.html", form, review=review, application=review.application)


@bp.get("/rounds/<uuid:round_id>/panel")
@guarded(Action.ROUND_DASHBOARD, of=get_round)
def strip(planned: Round) -> ResponseReturnValue:
    """The applications of a round by their mean, or in the order of the meeting: flagged and near a line first."""
    by_talk = request.args.get("by") == "talk"
    rules = rules_of(planned.id)
    page = queries.panel_strip(planned, login.me(), rules, after=request.args.get("after"), by_talk=by_talk)
    return render_template(
        "panel/strip.html",
        planned=planned,
        page=page,
        rows=[(row, _sees_scores(row.application)) for row in page],
        rules=rules,
        by_talk=by_talk,
        shown=scoring.shown,
        bands=forms.BANDS,
    )
