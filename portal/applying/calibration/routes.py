"""Samples at the programme's desk, on the desk of a reviewer, and how everyone scored them."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.calibration import forms, queries, services
from portal.applying.calibration.models import CalibrationReading, CalibrationSample, SampleStatus
from portal.applying.calibration.workflow import SHOWN
from portal.applying.programmes.models import Criterion, Round
from portal.applying.programmes.queries import get_round
from portal.applying.rules.queries import list_criteria, rules_of
from portal.core.i18n import _
from portal.core.pagination import Page
from portal.policy import Action
from portal.policy.people import Role
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("calibration", __name__)
NO_READINGS = Page[CalibrationReading](items=(), next=None, first=True)


@bp.get("/rounds/<uuid:round_id>/calibration")
@guarded(Action.CALIBRATION_VIEW, of=get_round)
def show(planned: Round) -> ResponseReturnValue:
    """The samples of a round, and which reviewers have not scored them."""
    return render_template(
        "calibration/show.html",
        planned=planned,
        samples=queries.list_samples(planned.id, kept_from=login.me().kept_from),
        page=queries.page_of_missing(planned.id, after=request.args.get("after")),
        missing=queries.count_missing(planned.id),
        rules=rules_of(planned.id),
        button=OneButtonForm(formdata=None),
    )


@bp.route("/rounds/<uuid:round_id>/calibration/choose", methods=["GET", "POST"])
@guarded(Action.CALIBRATION_EDIT, of=get_round)
def choose(planned: Round) -> ResponseReturnValue:
    """Applications of earlier rounds that can be made a sample."""
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.take_earlier,
            planned,
            to=lambda made: url_for(".edit", sample_id=made.id),
            said=_("The sample is made. Look through it: no reviewer has it yet."),
            version_id=_chosen(request.form.get("application")),
            kept_from=login.me().kept_from,
        )
        if answer is not None:
            return answer
    page = queries.page_of_earlier(planned, login.me(), after=request.args.get("after"))
    return form_page("calibration/choose.html", form, planned=planned, page=page)


def _chosen(value: str | None) -> uuid.UUID:
    """The version whose button was pressed; what is no id stands for none."""
    try:
        return uuid.UUID(value or "")
    except ValueError:
        return uuid.UUID(int=0)


@bp.route("/rounds/<uuid:round_id>/calibration/write", methods=["GET", "POST"])
@guarded(Action.CALIBRATION_EDIT, of=get_round)
def write(planned: Round) -> ResponseReturnValue:
    """Write a sample."""
    form = forms.WriteSampleForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_sample,
            planned,
            to=lambda made: url_for(".edit", sample_id=made.id),
            said=_("The sample is made. Look through it: no reviewer has it yet."),
            title=form.title.data or "",
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("calibration/write.html", form, planned=planned)


@bp.route("/samples/<uuid:sample_id>/edit", methods=["GET", "POST"])
@guarded(Action.SAMPLE_EDIT, of=queries.get_sample)
def edit(sample: CalibrationSample) -> ResponseReturnValue:
    """The sample as reviewers will read it, to change before they have it."""
    is_written = sample.source_version_id is None
    data = {"title": sample.title, "words": sample.words, "hidden": sample.hidden, "version": str(sample.version)}
    form: Any = forms.EditWrittenForm(data=data) if is_written else forms.EditTakenForm(data=data)
    if form.validate_on_submit():
        text = {"words": form.words.data or ""} if is_written else {"hidden": form.hidden.data or ""}
        answer = carry_out(
            form,
            services.edit_sample,
            sample,
            to=url_for(".edit", sample_id=sample.id),
            said=_("The sample is saved."),
            read_version=form.read_version,
            title=form.title.data or "",
            **text,
        )
        if answer is not None:
            return answer
    return form_page(
        "calibration/edit.html",
        form,
        sample=sample,
        text=queries.text_of(sample),
        button=OneButtonForm(formdata=None),
    )


@bp.post("/samples/<uuid:sample_id>/open")
@guarded(Action.SAMPLE_EDIT, of=queries.get_sample)
def open_it(sample: CalibrationSample) -> ResponseReturnValue:
    """Give it to the reviewers."""
    to = url_for(".show", round_id=sample.round_id)
    return press(services.open_sample, sample, to=to, said=_asked, back=url_for(".edit", sample_id=sample.id))


@bp.post("/samples/<uuid:sample_id>/ask")
@guarded(Action.SAMPLE_EDIT, of=queries.get_sample)
def ask(sample: CalibrationSample) -> ResponseReturnValue:
    """Ask those who became reviewers since."""
    return press(services.ask_the_rest, sample, to=url_for(".show", round_id=sample.round_id), said=_asked)


def _asked(number: int) -> str:
    return _("Reviewers who were asked: %(number)s.", number=number)


@bp.post("/samples/<uuid:sample_id>/end")
@guarded(Action.SAMPLE_EDIT, of=queries.get_sample)
def end(sample: CalibrationSample) -> ResponseReturnValue:
    """Take it out."""
    said = _("The sample is taken out. Nobody needs to score it.")
    return press(services.end_sample, sample, to=url_for(".show", round_id=sample.round_id), said=said)


def _sees_scores(sample: CalibrationSample) -> bool:
    """What was given for a sample that was taken out is shown to nobody; who also reviews gives their own scores first."""
    if sample.status not in SHOWN or not login.me().has(Role.REVIEWER):
        return sample.status in SHOWN
    reading = queries.reading_of(sample, login.me().id)
    return reading is not None and reading.sent_at is not None


@bp.get("/samples/<uuid:sample_id>")
@guarded(Action.SAMPLE_VIEW, of=queries.get_sample)
def spread(sample: CalibrationSample) -> ResponseReturnValue:
    """How everyone scored each criterion, and what the panel agreed on."""
    sees = _sees_scores(sample)
    page = queries.page_of_readings(sample, after=request.args.get("after")) if sees else NO_READINGS
    return render_template(
        "calibration/spread.html",
        sample=sample,
        criteria=list_criteria(sample.round_id),
        sees=sees,
        given=queries.given_for(sample) if sees else {},
        agreed=queries.agreed_of(sample) if sees else {},
        page=page,
        scores=queries.scores_by_reading(page.items),
        text=queries.text_of(sample),
        number=queries.count_sent(sample),
    )


@bp.route("/samples/<uuid:sample_id>/agree", methods=["GET", "POST"])
@guarded(Action.SAMPLE_AGREE, of=queries.get_sample)
def agree(sample: CalibrationSample) -> ResponseReturnValue:
    """Write down what the panel agreed on."""
    criteria = list_criteria(sample.round_id)
    form = forms.agreed_form(criteria)
    if form.validate_on_submit():
        scores = _scores(form, criteria)
        lacks = services.lacks_of(criteria, scores)
        _show(form, lacks)
        if not lacks:
            answer = carry_out(
                form,
                services.agree_scores,
                sample,
                to=url_for(".spread", sample_id=sample.id),
                said=_("The agreed scores are shown to everyone who has scored this sample."),
                scores=scores,
            )
            if answer is not None:
                return answer
    given = queries.given_for(sample) if _sees_scores(sample) else {}
    return form_page("calibration/agree.html", form, sample=sample, criteria=criteria, given=given)


@bp.route("/reviews/samples/<uuid:sample_id>", methods=["GET", "POST"])
@guarded(Action.SAMPLE_SCORE, of=queries.get_sample)
def score(sample: CalibrationSample) -> ResponseReturnValue:
    """The sample beside the rubric; once one's own scores are sent, they stand beside the agreed ones."""
    criteria = list_criteria(sample.round_id)
    reading = queries.reading_of(sample, login.me().id)
    held = queries.scores_of(reading)
    form = forms.score_form(criteria)
    is_sent = reading is not None and reading.sent_at is not None
    if not form.is_submitted():
        form.version.data = str(reading.version if reading else 0)
        for key, one in held.items():
            form[f"score_{key.hex}"].data = None if one.score is None else str(one.score)
            form[f"words_{key.hex}"].data = one.words
    elif form.validate_on_submit():
        answer = _keep(form, sample, criteria)
        if answer is not None:
            return answer
    is_agreed = is_sent and sample.status == SampleStatus.AGREED
    return form_page(
        "calibration/score.html",
        form,
        sample=sample,
        criteria=criteria,
        text=queries.text_of(sample),
        held=held,
        is_sent=is_sent,
        is_shown=sample.status in SHOWN,
        agreed=queries.agreed_of(sample) if is_agreed else {},
        given=queries.given_for(sample) if is_agreed else {},
    )


def _keep(form: Any, sample: CalibrationSample, criteria: Sequence[Criterion]) -> ResponseReturnValue | None:
    scores = _scores(form, criteria)
    sends = not form.save_draft.data
    if sends:
        lacks = services.lacks_of(criteria, scores)
        _show(form, lacks)
        if lacks:
            return None
    return carry_out(
        form,
        services.score_sample,
        sample,
        to=url_for(".score", sample_id=sample.id),
        said=_("Your scores are sent. Thank you.") if sends else _("Your draft is kept. Only you can read it."),
        version=form.read_version,
        scores=scores,
        sends=sends,
    )


def _scores(form: Any, criteria: Sequence[Criterion]) -> dict[uuid.UUID, tuple[int | None, str]]:
    found: dict[uuid.UUID, tuple[int | None, str]] = {}
    for criterion in criteria:
        chosen = form[f"score_{criterion.id.hex}"].data
        found[criterion.id] = (int(chosen) if chosen else None, form[f"words_{criterion.id.hex}"].data or "")
    return found


def _show(form: Any, lacks: Sequence[tuple[str, str]]) -> None:
    for field, words in lacks:
        form[field].errors = [*form[field].errors, words]


def samples_panel(_subject: Any) -> tuple[str, dict[str, Any]] | None:
    """On the desk of a reviewer: what there is to score for practice."""
    rows = queries.list_for_reader(login.me())
    return ("calibration/_desk.html", {"samples": rows}) if rows else None
