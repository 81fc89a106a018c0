"""Rounds as clusters read them, and as a programme manager plans them."""

from collections.abc import Callable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes import forms, queries, services
from portal.applying.programmes.headings import asked_in
from portal.applying.programmes.kinds import KIND_WORDS
from portal.applying.programmes.models import Criterion, Question, Round, RoundSection
from portal.core.i18n import _
from portal.forming.evidence import layouts
from portal.forming.evidence.queries import list_headings
from portal.identity.schools.countries import country_name
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.login import me
from portal.web.press import OneButtonForm, press

bp = Blueprint("programmes", __name__)
READING = ("lead_signs_first", "reviewers_each", "reviewer_reads_outcome")
RULES = ("name", "theme_direction", "guidance", "min_schools", "max_schools", "min_overseas", "required_headings")


@bp.get("/rounds")
@guarded(Action.ROUND_LIST)
def index() -> ResponseReturnValue:
    """The rounds of all programmes."""
    page = queries.page_of_rounds(me(), after=request.args.get("after"))
    programmes = queries.list_programmes() if can(Action.PROGRAMME_HEADINGS_EDIT) else ()
    return render_template("programmes/index.html", page=page, programmes=programmes)


@bp.get("/rounds/<uuid:round_id>")
@guarded(Action.ROUND_VIEW, of=queries.get_round_whole)
def show(planned: Round) -> ResponseReturnValue:
    """Dates, rules, guidance and the questions, for who thinks of applying."""
    headings = [line for line in asked_in(planned) if line.code in planned.required_headings]
    return render_template(
        "programmes/show.html",
        planned=planned,
        headings=headings,
        button=OneButtonForm(),
        kind_words=KIND_WORDS,
        milestones=queries.list_milestones(planned),
        countries=[country_name(code) for code in planned.countries],
    )


@bp.route("/programmes/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT)
def new_programme() -> ResponseReturnValue:
    """Add a programme."""
    form = forms.ProgrammeForm()
    if form.validate_on_submit():
        said = _("%(name)s has been added. Now plan a round.", name=form.name.data)
        to = url_for("programmes.new")
        answer = carry_out(
            form, services.make_programme, to=to, said=said, name=form.name.data, summary=form.summary.data
        )
        if answer is not None:
            return answer
    return form_page("programmes/new_programme.html", form)


@bp.route("/rounds/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT)
def new() -> ResponseReturnValue:
    """Plan a round; the form and the criteria are filled with defaults."""
    form = with_choices(
        forms.RoundForm(data={"opens_time": time(9, 0), "closes_time": time(23, 59), "lead_signs_first": True})
    )
    if not form.programme_id.choices:
        return redirect(url_for("programmes.new_programme"), 303)
    if form.validate_on_submit():
        said = _(
            "The round is planned, with a form and criteria to start from. Nobody else sees it before you publish it."
        )
        to: Callable[[Any], str] = lambda made: url_for("programmes.form", round_id=made.id)  # noqa: E731
        answer = carry_out(
            form, services.plan_round, to=to, said=said, programme_id=form.programme_id.data, **rules_of(form)
        )
        if answer is not None:
            return answer
    return form_page("programmes/new.html", form)


def with_choices(form: forms.RoundForm, planned: Round | None = None) -> forms.RoundForm:
    """The form with what can be chosen: of the programme of `planned`, else of every programme."""
    if planned is not None:
        form.programme_id.choices = [(planned.programme_id, planned.programme.name)]
        form.required_headings.choices = [(line.code, line.title) for line in asked_in(planned)]
        return form
    programmes = queries.list_programmes()
    form.programme_id.choices = [(p.id, p.name) for p in programmes]
    general = {heading.code: heading.title for heading in list_headings()}
    own = {
        line.code: _("%(heading)s (of %(programme)s)", heading=line.title, programme=one.name)
        for one in programmes
        for line in layouts.read(one.headings)
        if line.code not in general
    }
    form.required_headings.choices = list({**general, **own}.items())
    return form


def rules_of(form: forms.RoundForm) -> dict[str, Any]:
    """What was typed about a round, as the deeds take it."""
    names = (*RULES, "opens_on", "opens_time", "closes_on", "closes_time", "zone", *READING, "currency")
    return {name: form[name].data for name in names}


def standing(planned: Round) -> dict[str, Any]:
    """What stands, as the form of a round takes it."""
    zone = ZoneInfo(planned.zone)
    opens, closes = planned.opens_at.astimezone(zone), planned.closes_at.astimezone(zone)
    moments = {
        "opens_on": opens.date(),
        "opens_time": opens.time(),
        "closes_on": closes.date(),
        "closes_time": closes.time(),
    }
    more = {name: getattr(planned, name) for name in ("programme_id", "zone", *READING, "currency", "version")}
    return {name: getattr(planned, name) for name in RULES} | moments | more


@bp.route("/rounds/<uuid:round_id>/edit", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def edit(planned: Round) -> ResponseReturnValue:
    """Change dates, rules and guidance."""
    form = with_choices(forms.RoundForm(data=standing(planned)), planned)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.edit_round,
            planned,
            to=url_for("programmes.show", round_id=planned.id),
            said=_("The round has been changed."),
            read_version=form.read_version,
            **rules_of(form),
        )
        if answer is not None:
            return answer
    return form_page("programmes/edit.html", form, planned=planned)


@bp.get("/rounds/<uuid:round_id>/form")
@guarded(Action.ROUND_EDIT, of=queries.get_round_whole)
def form(planned: Round) -> ResponseReturnValue:
    """The questions and the criteria, with what can still be changed."""
    number = planned.edited_form_number or planned.form_number
    return render_template(
        "programmes/form.html",
        planned=planned,
        sections=queries.sections_of_form(planned, number),
        kind_words=KIND_WORDS,
        weights=services.weights_of(planned.criteria),
        button=OneButtonForm(),
    )


@bp.post("/rounds/<uuid:round_id>/publish")
@guarded(Action.ROUND_OPEN, of=queries.get_round_whole)
def publish(planned: Round) -> ResponseReturnValue:
    """Show the round to everyone."""
    said = _("The round is published.")
    return press(
        services.publish_round,
        planned,
        to=url_for("programmes.show", round_id=planned.id),
        said=said,
        back=_form_of(planned),
    )


def _form_of(planned: Round) -> str:
    return url_for("programmes.form", round_id=planned.id)


# sections


@bp.route("/rounds/<uuid:round_id>/sections/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round_whole)
def add_section(planned: Round) -> ResponseReturnValue:
    """Add a section."""
    form = forms.SectionForm(data={"version": planned.version})
    return _edit(form, services.add_section, planned, planned, _("Add a section"))


@bp.route("/rounds/<uuid:round_id>/sections/<uuid:section_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_section)
def edit_section(section: RoundSection) -> ResponseReturnValue:
    """Change a section."""
    form = forms.SectionForm(data={"version": section.round.version}, obj=section)
    return _edit(form, services.edit_section, section, section.round, _("Change the section"), version=True)


@bp.post("/rounds/<uuid:round_id>/sections/<uuid:section_id>/remove")
@guarded(Action.ROUND_EDIT, of=queries.get_section)
def remove_section(section: RoundSection) -> ResponseReturnValue:
    """Take a section out."""
    return press(
        services.remove_section, section, to=_form_of(section.round), said=_("The section has been taken out.")
    )


@bp.post("/rounds/<uuid:round_id>/sections/<uuid:section_id>/up")
@guarded(Action.ROUND_EDIT, of=queries.get_section)
def move_section_up(section: RoundSection) -> ResponseReturnValue:
    """Put a section before the one above it."""
    return press(services.move_section_up, section, to=_form_of(section.round), said=_("The section has moved up."))


@bp.route("/rounds/<uuid:round_id>/sections/<uuid:section_id>/questions/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_section)
def add_question(section: RoundSection) -> ResponseReturnValue:
    """Add a question to a section."""
    form = forms.QuestionForm(data={"version": section.round.version, "is_required": True})
    _offer_conditions(form, section)
    return _edit(form, services.add_question, section, section.round, _("Add a question"))


@bp.route("/rounds/<uuid:round_id>/questions/<uuid:question_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_question)
def edit_question(question: Question) -> ResponseReturnValue:
    """Change a question."""
    section = question.section
    standing = {name: getattr(question, name) for name in ("text", "guidance", "kind", "max_words", "is_required")}
    standing |= {"version": section.round.version, "options": "\n".join(question.options)}
    standing["shown_if"] = next(
        (
            services.condition_key(found, option)
            for found, option in queries.conditions_for(section, question)
            if (found.id, option) == (question.shown_if_id, question.shown_if_value)
        ),
        "",
    )
    form = forms.QuestionForm(data=standing)
    _offer_conditions(form, section, question)
    return _edit(form, services.edit_question, question, section.round, _("Change the question"), version=True)


def _offer_conditions(form: forms.QuestionForm, section: RoundSection, question: Question | None = None) -> None:
    form.shown_if.choices = [
        ("", _("Always")),
        *(
            (
                services.condition_key(found, option),
                _("Only if “%(question)s” is “%(option)s”", question=found.text, option=option),
            )
            for found, option in queries.conditions_for(section, question)
        ),
    ]


@bp.route("/rounds/<uuid:round_id>/questions/<uuid:question_id>/clarify", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_question)
def clarify(question: Question) -> ResponseReturnValue:
    """Add words that make a question clear, while clusters answer it."""
    planned = question.section.round
    form = forms.ClarifyForm(data={"version": planned.version, "clarification": question.clarification})
    return _edit(
        form, services.clarify_question, question, planned, _("Make “%(text)s” clear", text=question.text), version=True
    )


@bp.post("/rounds/<uuid:round_id>/questions/<uuid:question_id>/remove")
@guarded(Action.ROUND_EDIT, of=queries.get_question)
def remove_question(question: Question) -> ResponseReturnValue:
    """Take a question out."""
    to = _form_of(question.section.round)
    return press(services.remove_question, question, to=to, said=_("The question has been taken out."))


@bp.post("/rounds/<uuid:round_id>/questions/<uuid:question_id>/up")
@guarded(Action.ROUND_EDIT, of=queries.get_question)
def move_question_up(question: Question) -> ResponseReturnValue:
    """Put a question before the one above it."""
    to = _form_of(question.section.round)
    return press(services.move_question_up, question, to=to, said=_("The question has moved up."))


# a new version of the form


@bp.post("/rounds/<uuid:round_id>/form/next")
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def prepare_form(planned: Round) -> ResponseReturnValue:
    """Copy the form into a version that can be changed."""
    said = _("Here is a new version to change. Nobody sees it before you use it.")
    return press(services.prepare_form, planned, to=_form_of(planned), said=said)


@bp.post("/rounds/<uuid:round_id>/form/use")
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def use_form(planned: Round) -> ResponseReturnValue:
    """Let who starts from now on answer the new version."""
    said = _("Who starts from now on answers the new version. Applications that were started keep theirs.")
    return press(services.use_form, planned, to=_form_of(planned), said=said)


@bp.post("/rounds/<uuid:round_id>/form/drop")
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def drop_form(planned: Round) -> ResponseReturnValue:
    """Throw the prepared version away."""
    return press(services.drop_form, planned, to=_form_of(planned), said=_("The new version has been thrown away."))


# criteria


@bp.route("/rounds/<uuid:round_id>/criteria/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round_whole)
def add_criterion(planned: Round) -> ResponseReturnValue:
    """Add a line to the rubric."""
    form = forms.CriterionForm(data={"version": planned.version})
    return _edit(form, services.add_criterion, planned, planned, _("Add a criterion"))


@bp.route("/rounds/<uuid:round_id>/criteria/<uuid:criterion_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_criterion)
def edit_criterion(criterion: Criterion) -> ResponseReturnValue:
    """Change a line of the rubric."""
    if request.method == "GET" and criterion.round.criteria_frozen_at is not None:
        words = _("A review has been opened, so the criteria stay as they are.")
        back = {"back": _form_of(criterion.round), "back_words": _("Questions and criteria")}
        return too_late(_("Change the criterion"), words, **back)
    form = forms.CriterionForm(data={"version": criterion.round.version}, obj=criterion)
    return _edit(form, services.edit_criterion, criterion, criterion.round, _("Change the criterion"), version=True)


@bp.post("/rounds/<uuid:round_id>/criteria/<uuid:criterion_id>/remove")
@guarded(Action.ROUND_EDIT, of=queries.get_criterion)
def remove_criterion(criterion: Criterion) -> ResponseReturnValue:
    """Take a line out of the rubric."""
    return press(
        services.remove_criterion, criterion, to=_form_of(criterion.round), said=_("The criterion has been taken out.")
    )


def _edit(
    form: Any, deed: Callable[..., Any], subject: Any, planned: Round, title: str, *, version: bool = False
) -> ResponseReturnValue:
    """One page for every part of the form: its fields are the words of the deed."""
    to = _form_of(planned)
    if form.validate_on_submit():
        words = {f.name: f.data for f in form if f.name not in ("once_key", "csrf_token", "version", "submit")}
        if "options" in words:
            words["options"] = (words["options"] or "").split("\n")
        if version:
            words["read_version"] = form.read_version
        answer = carry_out(form, deed, subject, to=to, said=_("Saved."), **words)
        if answer is not None:
            return answer
    return form_page("programmes/edit_part.html", form, planned=planned, title=title)
