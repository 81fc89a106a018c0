"""The reviewer's desk: own queue, the statement, the text beside the rubric."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.applications.models import Stage
from portal.applying.clarifications.answers import Difference, changed_keys, differences
from portal.applying.clarifications.queries import latest_versions, sealed_content, version_before
from portal.applying.reviews import blind, forms, queries, scoring, services
from portal.applying.reviews import words as stands
from portal.applying.reviews.models import Review, ReviewScore, ReviewStatus
from portal.applying.reviews.pointing import sections_of
from portal.applying.reviews.services.writing import Reading, draft_of, field_of, lacks_of
from portal.applying.reviews.workflow import COUNTED, WRITING
from portal.applying.rules.queries import is_blind, rules_of
from portal.core import clock
from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.perform import perform
from portal.policy import Action, acting
from portal.web import login, moments
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.files import download
from portal.web.press import OneButtonForm

bp = Blueprint("reviews", __name__)


@bp.get("/reviews")
@guarded(Action.REVIEW_QUEUE)
def queue() -> ResponseReturnValue:
    """What this person was asked to read, oldest first."""
    page = queries.page_of_queue(login.me(), after=request.args.get("after"))
    lines = [(line, blind.called(line.application_id) if line.is_blind else line.cluster_name) for line in page]
    return render_template("reviews/queue.html", page=page, lines=lines)


def _called(review: Review, *, is_blind: bool) -> str:
    """How an application is called on the desk of a reviewer."""
    return blind.called(review.application_id) if is_blind else review.application.cluster.name


def _title(review: Review, hides: bool | None = None) -> dict[str, Any]:
    hides = is_blind(review.application.round_id) if hides is None else hides
    return {"is_blind": hides, "title": _called(review, is_blind=hides), "stands": stands.for_reviewer(review)}


@bp.route("/reviews/<uuid:review_id>", methods=["GET", "POST"])
@guarded(Action.REVIEW_OPEN, of=queries.get_review)
def show(review: Review) -> ResponseReturnValue:
    """Before the statement: only what is needed to judge a conflict of interest."""
    if review.status in WRITING | COUNTED or (review.status == ReviewStatus.EXPIRED and review.conflict_statement_at):
        return redirect(url_for(".write", review_id=review.id), 303)
    form = forms.StatementForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.open_review, review, to=url_for(".write", review_id=review.id))
        if answer is not None:
            return answer
    return form_page("reviews/show.html", form, review=review, application=review.application, **_title(review))


@bp.route("/reviews/<uuid:review_id>/write", methods=["GET", "POST"])
@guarded(Action.REVIEW_WRITE, of=queries.get_review_to_write)
def write(review: Review) -> ResponseReturnValue:
    """The text on the left, the rubric on the right. Of a review that went to someone else, one's own words alone."""
    criteria, scores = queries.rubric_of(review)
    if review.status == ReviewStatus.EXPIRED:
        return render_template(
            "reviews/kept.html",
            review=review,
            application=review.application,
            criteria=criteria,
            scores=scores,
            **_title(review),
        )
    form = forms.review_form(criteria)
    if not form.is_submitted():
        _fill(form, review, scores)
    elif form.validate_on_submit():
        answer = _save(form, review, criteria)
        if answer is not None:
            return answer
    is_over = review.status not in WRITING or review.application.stage != Stage.IN_REVIEW
    text, hides = queries.text_to_review(review)
    has_files = review.status in WRITING and not hides
    return form_page(
        "reviews/write.html",
        form,
        review=review,
        application=review.application,
        text=text,
        files=queries.open_files_in(text) if has_files else (),
        criteria=criteria,
        scores=scores,
        is_over=is_over,
        typed=_typed(form, review, scores) if is_over and form.is_submitted() else [],
        recommendations=dict(forms.RECOMMENDATIONS),
        has_changes=draft_of(review) is not None,
        cause_words=forms.CAUSE_WORDS,
        is_paused=review.application.stage == Stage.CLARIFICATION,
        told=None if hides else stands.told_to_reviewers(review.application),
        differences=_differences(review, text, hides),
        numbers=queries.versions_of(review.application_id) if review.status in COUNTED else {},
        button=OneButtonForm(formdata=None),
        has_discussion=_has_discussion(review),
        **_title(review, hides),
    )


def _typed(form: Any, review: Review, scores: Mapping[uuid.UUID, ReviewScore]) -> list[str]:
    """What came in too late to be kept (from a second window, or after the reviews were closed) and is nowhere else: it is shown so that it can be copied."""
    kept = {held.justification for held in scores.values()} | {review.feedback, review.private_note, ""}
    boxes = [field for field in form if "TextArea" in field.type]
    return [words for field in boxes if (words := (field.data or "").strip()) not in kept]


def _has_discussion(review: Review) -> bool:
    is_open = review.status == ReviewStatus.LOCKED and review.application.stage == Stage.MODERATION
    return is_open and rules_of(review.application.round_id).has_discussion


def _differences(review: Review, text: Mapping[str, Any], hides: bool) -> list[Difference]:
    """What the cluster has answered since the version that this review was written on, or what its last answer changed in the version that is being read
    (`text`; the first version answers nothing); in a blind round without who applies, like the text itself."""
    mine = review.application_version_id
    may_answer = review.status in WRITING and text.get("version") != 1
    if review.status == ReviewStatus.CONFIRM_NEEDED:
        both = (mine, latest_versions(review.application_id)[0])
    elif may_answer and (before_id := version_before(mine)) is not None:
        both = (before_id, mine)
    else:
        return []
    before, after = (queries.text_for_reviewers(review.application, key, hides=hides) for key in both)
    raw = (sealed_content(key) for key in both)
    return differences(before, after, changed_keys(*raw))


@bp.get("/reviews/<uuid:review_id>/files/<uuid:sealed_file_id>")
@guarded(Action.REVIEW_FILE_READ, of=queries.get_review_file)
def file(found: queries.ReviewFile) -> ResponseReturnValue:
    """A file of the application, while the review is being written."""
    return download(found.file)


@bp.post("/reviews/<uuid:review_id>/draft")
@guarded(Action.REVIEW_WRITE, of=queries.get_review)
def keep_draft(review: Review) -> ResponseReturnValue:
    """What the page sends by itself while the reviewer writes. Answers the version from which it writes on."""
    criteria = queries.list_criteria(review.application)
    form = forms.review_form(criteria)
    if not form.validate_on_submit():
        wrong = [str(message) for field in form for message in field.errors]
        return jsonify(said=wrong[0] if wrong else _("Your draft could not be kept.")), 422
    by = acting(login.me())
    reading = _reading(form, criteria)
    try:
        version = perform(services.keep_draft, review, by=by, version=form.read_version, reading=reading)
    except Refusal as refusal:
        return jsonify(said=refusal.message), 409
    kept = _("Kept as a draft at %(time)s.", time=moments.clock_time(clock.now(), login.me().zone))
    return jsonify(said=kept, version=version)


def _fill(form: Any, review: Review, scores: dict[uuid.UUID, ReviewScore]) -> None:
    form.version.data = str(review.version)
    sent = {key: (held.score, held.justification) for key, held in scores.items()}
    written = draft_of(review) or Reading(sent, review.recommendation, review.feedback, review.private_note)
    form.recommendation.data = written.recommendation or None
    form.feedback.data, form.private_note.data = written.feedback, written.private_note
    for criterion_id, (score, words) in written.scores.items():
        if field_of("score", criterion_id) in form:  # one that was dropped since is asked no more
            form[field_of("score", criterion_id)].data = None if score is None else str(score)
            form[field_of("justification", criterion_id)].data = words


def _save(form: Any, review: Review, criteria: Any) -> ResponseReturnValue | None:
    reading = _reading(form, criteria)
    if form.save_draft.data:
        return carry_out(
            form,
            services.save_draft,
            review,
            to=url_for(".write", review_id=review.id),
            said=_("Your draft is saved. Only you can read it."),
            version=form.read_version,
            reading=reading,
        )
    lacks = lacks_of(reading, criteria, sections_of(queries.sealed_text(review)))
    for field, words in lacks:
        form[field].errors = [*form[field].errors, words]
    if lacks:
        return None
    following = queries.next_in_queue(login.me(), but=review.id)
    return carry_out(
        form,
        services.submit_review,
        review,
        to=url_for(".show", review_id=following.id) if following else url_for(".queue"),
        said=_("Your review is sent. Thank you. This is the next one.")
        if following
        else _("Your review is sent. Thank you."),
        version=form.read_version,
        reading=reading,
    )


def _reading(form: Any, criteria: Any) -> Reading:
    scores: dict[uuid.UUID, tuple[int | None, str]] = {}
    for criterion in criteria:
        chosen = form[field_of("score", criterion.id)].data
        words = form[field_of("justification", criterion.id)].data or ""
        scores[criterion.id] = (int(chosen) if chosen else None, words)
    return Reading(
        scores=scores,
        recommendation=form.recommendation.data or "",
        feedback=form.feedback.data or "",
        private_note=form.private_note.data or "",
    )


@bp.route("/reviews/<uuid:review_id>/conflict", methods=["GET", "POST"])
@guarded(Action.REVIEW_DECLARE_CONFLICT, of=queries.get_review)
def conflict(review: Review) -> ResponseReturnValue:
    """Declare a conflict of interest; the application closes at once."""
    form = forms.ConflictForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.declare_conflict,
            review,
            to=url_for(".queue"),
            said=_("Thank you for telling us. Someone else will read this application."),
            cause=form.cause.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("reviews/conflict.html", form, review=review, application=review.application, **_title(review))


@bp.route("/reviews/<uuid:review_id>/decline", methods=["GET", "POST"])
@guarded(Action.REVIEW_DECLARE_CONFLICT, of=queries.get_review)
def decline(review: Review) -> ResponseReturnValue:
    """Say no to reading it."""
    form = forms.DeclineForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_review,
            review,
            to=url_for(".queue"),
            said=_("Thank you for telling us. Someone else will read this application."),
            cause=form.cause.data,
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("reviews/decline.html", form, review=review, application=review.application, **_title(review))


@bp.route("/reviews/<uuid:review_id>/discussion", methods=["GET", "POST"])
@guarded(Action.REVIEW_WRITE, of=queries.get_review)
def discussion(review: Review) -> ResponseReturnValue:
    """What the others found, under pseudonyms, and what is said; only when all reviews are closed."""
    if not _has_discussion(review):
        return redirect(url_for(".write", review_id=review.id), 303)
    form = forms.RemarkForm()
    if form.validate_on_submit():
        to = url_for(".discussion", review_id=review.id)
        answer = carry_out(form, services.say, review, to=to, said=_("Said."), words=form.words.data or "")
        if answer is not None:
            return answer
    locked = [one for one in queries.list_reviews_with_scores(review.application) if one.status == ReviewStatus.LOCKED]
    return form_page(
        "reviews/discussion.html",
        form,
        review=review,
        application=review.application,
        reviews=locked,
        names=pseudonyms(locked),
        scores=queries.scores_by_review(locked),
        criteria=queries.list_criteria(review.application),
        remarks=queries.list_remarks(review.application),
        standing=queries.standing_of(locked, review.application.round.reviewers_each),
        shown=scoring.shown,
        recommendations=dict(forms.RECOMMENDATIONS),
        **_title(review),
    )


def pseudonyms(locked: Sequence[Review]) -> dict[uuid.UUID, str]:
    """Reviewer A, B, C: in an order that says nothing of who was asked first."""
    mixed = sorted(locked, key=lambda one: hashlib.sha256(one.id.bytes).digest())
    return {one.reviewer_id: _("Reviewer %(letter)s", letter=chr(ord("A") + n % 26)) for n, one in enumerate(mixed)}
