"""The panel: one application, and the whole round on one page."""

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import BEING_READ, Application, Stage
from portal.applying.applications.queries import get_application, standing_version
from portal.applying.letters import words as letter_words
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import blind, forms, queries, scoring, seeing, services
from portal.applying.reviews.models import Review
from portal.applying.rules.queries import is_blind, list_criteria, rules_of, tie_criteria
from portal.core.i18n import _
from portal.policy import Action, allows
from portal.policy.predicates import names_are_open
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.moments import short_time
from portal.web.templating import my_zone

bp = Blueprint("panel", __name__)


def _called(application: Application) -> str:
    """How it is called on the panel's pages: who may not know yet who applies reads the name that its reviewers read."""
    is_open = allows(login.me(), Action.APPLICATION_VIEW, application)
    return application.cluster.name if is_open else blind.called(application.id)


class Staged(NamedTuple):
    """What decides whether a line of the panel may say who applies: no line is of an application that this person has a conflict with."""

    stage: Stage
    round: Round


def _sees_held(application: Application) -> bool:
    """A decision that was not sent is known to moderator, manager and auditor; officers read its letter when they are the second person."""
    return application.stage == Stage.DECIDED and seeing.sees_open_scores(login.me())


@bp.get("/applications/<uuid:application_id>/panel")
@guarded(Action.PANEL_VIEW, of=get_application)
def show(application: Application) -> ResponseReturnValue:
    """Totals, mean, range, flags, the reviewers' words, and what the panel wrote."""
    reviews, me = queries.list_reviews_with_scores(application), login.me()
    sees_scores = seeing.sees_scores(me, application)
    is_advised = sees_scores and seeing.sees_figures_of(me, application.round)
    rules, notes = rules_of(application.round_id), queries.list_notes(application)
    standing = queries.standing_of(reviews, application.round.reviewers_each, rules)
    between, line = queries.spread_and_line(application.round, me) if sees_scores else (None, None)
    return render_template(
        "panel/show.html",
        application=application,
        called=_called(application),
        reviews=reviews,
        criteria=queries.list_criteria(application),
        scores=queries.scores_by_review(reviews) if sees_scores else {},
        earlier=queries.list_sent(reviews) if sees_scores else {},
        standing=standing,
        reviews_in=_reviews_in(len(standing.totals), standing.wanted, application.stage),
        kept=queries.kept_standing(application) if sees_scores else None,
        between=between,
        numbers=queries.versions_of(application.id),
        cause_words=forms.CAUSE_WORDS,
        why_ended=forms.why_ended,
        bands=forms.BANDS,
        rules=rules,
        advice=queries.advice_of(application, me) if is_advised else None,
        held=queries.held_decision(application) if _sees_held(application) else None,
        outcome=letter_words.called,
        notes=notes,
        later=queries.later_notes(notes),
        remarks=queries.list_remarks(application) if rules.has_discussion else (),
        has_discussion=rules.has_discussion and application.stage == Stage.MODERATION,
        sees_scores=sees_scores,
        shown=scoring.shown,
        recommendations=dict(forms.RECOMMENDATIONS),
        may_give_back=application.stage == Stage.IN_REVIEW,
        may_note=application.stage == Stage.MODERATION and allows(me, Action.PANEL_MODERATE, application),
        may_read_once_more=application.stage == Stage.MODERATION and services.is_for_one_more(standing, line),
        may_decide=application.stage in (Stage.MODERATION, Stage.DECIDED),
    )


@bp.route("/applications/<uuid:application_id>/panel/note", methods=["GET", "POST"])
@guarded(Action.PANEL_MODERATE, of=get_application)
def note(application: Application) -> ResponseReturnValue:
    """Write the panel's note."""
    form = forms.NoteForm()
    form.offer(
        [
            (n.id, f"{n.author.name}, {short_time(n.created_at, my_zone())}")
            for n in services.standing_notes(application)
        ]
    )
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
            present=form.present.data or "",
            in_place_of=form.in_place_of.data if "in_place_of" in form else None,
        )
        if answer is not None:
            return answer
    return form_page("panel/note.html", form, application=application, called=_called(application))


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
            cause=form.cause.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page(
        "panel/give_back.html", form, review=review, application=review.application, called=_called(review.application)
    )


@bp.route("/applications/<uuid:application_id>/panel/begin", methods=["GET", "POST"])
@guarded(Action.PANEL_BEGIN, of=get_application)
def begin(application: Application) -> ResponseReturnValue:
    """Begin before all reviews are in, with the reason."""
    form = forms.BeginForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.begin_panel,
            application,
            to=url_for(".show", application_id=application.id),
            said=_("The panel has begun. The reviews are closed."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("panel/begin.html", form, application=application, called=_called(application))


@bp.route("/applications/<uuid:application_id>/panel/one-more", methods=["GET", "POST"])
@guarded(Action.PANEL_MODERATE, of=get_application)
def one_more(application: Application) -> ResponseReturnValue:
    """Near a line: ask for one more reader before the panel decides."""
    form = forms.OnceMoreForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.read_once_more,
            application,
            to=url_for(".show", application_id=application.id),
            said=_("One more reader is to be chosen. The panel waits for the review."),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("panel/one_more.html", form, application=application, called=_called(application))


@bp.route("/applications/<uuid:application_id>/panel/remark", methods=["GET", "POST"])
@guarded(Action.PANEL_MODERATE, of=get_application)
def remark(application: Application) -> ResponseReturnValue:
    """Say something to the reviewers of an application."""
    form = forms.RemarkForm()
    if form.validate_on_submit():
        to = url_for(".show", application_id=application.id)
        answer = carry_out(form, services.remark, application, to=to, said=_("Said."), words=form.words.data or "")
        if answer is not None:
            return answer
    return form_page("panel/remark.html", form, application=application, called=_called(application))


@bp.route("/applications/<uuid:application_id>/as-reviewer", methods=["GET", "POST"])
@guarded(Action.APPLICATION_ALLOCATE, of=get_application, read_by=Action.APPLICATION_DESK_VIEW)
def as_reviewer(application: Application) -> ResponseReturnValue:
    """The text exactly as reviewers read it; in a blind round with what is taken out of it."""
    hidden = queries.blind_words_of(application)
    form = forms.HideForm(data={"words": hidden.words} if hidden else None)
    if form.validate_on_submit():
        to = url_for(".as_reviewer", application_id=application.id)
        answer = carry_out(form, services.hide_words, application, to=to, said=_("Saved."), words=form.words.data or "")
        if answer is not None:
            return answer
    return form_page(
        "panel/as_reviewer.html",
        form,
        application=application,
        text=queries.text_for_reviewers(application, standing_version(application).id),
        hides=is_blind(application.round_id),
        called=blind.called(application.id),
    )


def band_panel(application: Application) -> tuple[str, dict[str, Any]] | None:
    """On the page of the outcome: the band in words, where the round says that clusters are told. Never a number."""
    if application.stage not in (Stage.RELEASED, Stage.ACCEPTED) or not rules_of(application.round_id).publishes_bands:
        return None
    kept = queries.kept_standing(application)
    if kept is None or kept.mean is None:
        return None
    return "panel/_band.html", {"band": forms.BANDS[scoring.band(kept.mean)]}


@bp.get("/rounds/<uuid:round_id>/forms")
@guarded(Action.ROUND_DASHBOARD, of=get_round)
def by_form(planned: Round) -> ResponseReturnValue:
    """What came of applications by the form of their cluster: reviewers never see it, so that it can be checked that it makes no difference."""
    rows = queries.outcomes_by_form(planned, login.me())
    return render_template("panel/by_form.html", planned=planned, rows=rows, words=forms.FORM_WORDS)


@bp.get("/rounds/<uuid:round_id>/panel")
@guarded(Action.ROUND_SCORES_VIEW, of=get_round)
def strip(planned: Round) -> ResponseReturnValue:
    """The applications of a round by their mean, or in the order of the meeting: flagged and near a line first."""
    by_talk = request.args.get("by") == "talk"
    rules, after = rules_of(planned.id), request.args.get("after")
    page = queries.panel_strip(planned, login.me(), rules, after=after, by_talk=by_talk)
    return render_template("panel/strip.html", planned=planned, page=page, lines=_lines(page, planned), by_talk=by_talk)


class Line(NamedTuple):
    """A line of the strip in words. `flags`: D, the reviewers differ; d, they differ a little; L, near the line; N, noted. Without figures where this person
    may not see them."""

    id: uuid.UUID
    flags: str
    called: str
    mean: str
    is_below: bool
    median: str
    range: str
    reviews: str


def _lines(rows: Iterable[queries.Row], planned: Round) -> list[Line]:
    """What each line says; words that many lines share are put together once."""
    me, found = login.me(), list(rows)
    stages = {row.stage for row in found}
    sees = {stage for stage in stages if seeing.sees_scores_at(me, stage)}
    knows = {stage for stage in stages if names_are_open(me, Staged(stage, planned))}
    mean_in_words, reviews_in, shown = cache(_mean_in_words), cache(_reviews_in), scoring.shown
    lines = []
    for row in found:
        called = row.name if row.stage in knows else blind.called(row.id)
        how_many = reviews_in(row.have, row.wanted, row.stage)
        if row.stage not in sees or not row.have:
            lines.append(Line(row.id, "", called, "", False, "", "", how_many))
            continue
        flags, is_below = ("", False) if row.is_open else (_flags(row), not row.meets_the_bar)
        apart = shown(row.range) if row.have > 1 else ""
        lines.append(Line(row.id, flags, called, mean_in_words(row.mean), is_below, shown(row.median), apart, how_many))
    return lines


def _flags(row: queries.Row) -> str:
    differ = "D" if row.is_red else "d" if row.talk in (scoring.Talk.FIRST, scoring.Talk.NOTED) else ""
    return differ + ("L" if row.is_near_the_line else "N" if row.talk == scoring.Talk.NOTED else "")


def _mean_in_words(mean: float | None) -> str:
    """A mean, as it is shown, with its band."""
    return "" if mean is None else f"{scoring.shown(mean)}, {forms.BANDS[scoring.band(mean)]}"


def _reviews_in(have: int, wanted: int, stage: Stage) -> str:
    """How many of the reviews that are asked for are in: those of the round, and one more where one more reader was asked. While the cluster answers a
    question nothing is final either, and nobody more is asked to read."""
    if have < wanted or stage in BEING_READ:
        more = 1 if stage == Stage.IN_REVIEW else 0
        return _("Provisional: %(have)s of %(want)s", have=have, want=max(wanted, have + more))
    return _("%(have)s of %(want)s", have=have, want=max(wanted, have))


@bp.get("/rounds/<uuid:round_id>/panel/line")
@guarded(Action.ROUND_SCORES_VIEW, of=get_round)
def line(planned: Round) -> ResponseReturnValue:
    """What lies near the quality bar or where the money ends, with what breaks ties there, and the advice on harsh and mild reviewers."""
    rules, me = rules_of(planned.id), login.me()
    is_closed = seeing.sees_figures_of(me, planned)
    advice = queries.advice_for(planned, me) if is_closed else None
    criteria = tie_criteria(rules, list_criteria(planned.id))
    return render_template(
        "panel/line.html",
        planned=planned,
        rules=rules,
        advice=advice,
        is_closed=is_closed,
        criteria=criteria,
        rows=queries.list_near(planned, me, rules, advice) if advice is not None else (),
        shown=scoring.shown,
    )
