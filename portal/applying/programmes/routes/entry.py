"""Who may apply to a round, its milestones, the next round like it, and how it looks to applicants and reviewers."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes import forms, queries, services
from portal.applying.programmes.headings import asked_by
from portal.applying.programmes.kinds import KIND_WORDS, columns
from portal.applying.programmes.models import Round, RoundMilestone
from portal.applying.programmes.routes.rounds import bp, rules_of, standing, with_choices
from portal.core.i18n import _
from portal.identity.schools.countries import country_choices, country_name
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press


def _page_of(planned: Round) -> str:
    return url_for("programmes.show", round_id=planned.id)


@bp.route("/rounds/<uuid:round_id>/who-may-apply", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def entry_rules(planned: Round) -> ResponseReturnValue:
    """Themes, countries, balance, roles and money."""
    form = forms.EntryRulesForm(
        data={
            "themes": "\n".join(planned.themes),
            "entry_questions": "\n".join(planned.entry_questions),
            "countries": "\n".join(country_name(code) for code in planned.countries),
            "version": planned.version,
            **{
                name: getattr(planned, name)
                for name in ("home_per_overseas", "needs_deputy", "needs_declarations", "most_money")
            },
        }
    )
    if form.validate_on_submit() and (codes := _codes(form)) is not None:
        answer = carry_out(
            form,
            services.set_entry_rules,
            planned,
            to=_page_of(planned),
            said=_("Who may apply has been saved."),
            read_version=form.read_version,
            themes=(form.themes.data or "").split("\n"),
            entry_questions=(form.entry_questions.data or "").split("\n"),
            countries=codes,
            **{
                name: form[name].data
                for name in ("home_per_overseas", "needs_deputy", "needs_declarations", "most_money")
            },
        )
        if answer is not None:
            return answer
    return form_page("programmes/entry_rules.html", form, planned=planned)


def _codes(form: Any) -> list[str] | None:
    """The countries that were typed, by code; None where one is not known: the words are beside the box."""
    known = {name.casefold(): code for code, name in country_choices()}
    known |= {code.casefold(): code for code, _name in country_choices()}
    typed = [line.strip() for line in (form.countries.data or "").split("\n") if line.strip()]
    unknown = [line for line in typed if line.casefold() not in known]
    if unknown:
        words = _("We know no country of this name: %(name)s.", name=unknown[0])
        form.countries.errors = [*form.countries.errors, words]
        return None
    return [known[line.casefold()] for line in typed]


@bp.route("/rounds/<uuid:round_id>/milestones/new", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def add_milestone(planned: Round) -> ResponseReturnValue:
    """Add a milestone."""
    return _milestone(forms.MilestoneForm(), services.add_milestone, planned, planned, _("Add a milestone"))


@bp.route("/rounds/<uuid:round_id>/milestones/<uuid:milestone_id>", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_milestone)
def edit_milestone(milestone: RoundMilestone) -> ResponseReturnValue:
    """Change a milestone."""
    local = milestone.at.astimezone(ZoneInfo(milestone.round.zone))
    form = forms.MilestoneForm(data={"title": milestone.title, "on": local.date(), "at": local.time()})
    return _milestone(form, services.edit_milestone, milestone, milestone.round, _("Change the milestone"))


def _milestone(form: Any, deed: Callable[..., Any], subject: Any, planned: Round, title: str) -> ResponseReturnValue:
    if form.validate_on_submit():
        words = {name: form[name].data for name in ("title", "on", "at")}
        answer = carry_out(form, deed, subject, to=_page_of(planned), said=_("Saved."), **words)
        if answer is not None:
            return answer
    milestone = subject if isinstance(subject, RoundMilestone) else None
    return form_page(
        "programmes/milestone.html", form, planned=planned, title=title, milestone=milestone, button=OneButtonForm()
    )


@bp.post("/rounds/<uuid:round_id>/milestones/<uuid:milestone_id>/remove")
@guarded(Action.ROUND_EDIT, of=queries.get_milestone)
def remove_milestone(milestone: RoundMilestone) -> ResponseReturnValue:
    """Take a milestone out."""
    said = _("The milestone has been taken out.")
    return press(services.remove_milestone, milestone, to=_page_of(milestone.round), said=said)


@bp.route("/rounds/<uuid:round_id>/copy", methods=["GET", "POST"])
@guarded(Action.ROUND_EDIT, of=queries.get_round)
def copy(planned: Round) -> ResponseReturnValue:
    """Plan the next round like this one."""
    data = standing(planned) | {"opens_on": None, "closes_on": None, "name": ""}
    form = with_choices(forms.RoundForm(data=data), planned)
    form.required_headings.choices = [(line.code, line.title) for line in asked_by(planned.programme)]
    if form.validate_on_submit():
        to: Callable[[Any], str] = lambda made: url_for("programmes.form", round_id=made.id)  # noqa: E731
        said = _("The round is planned like the last one. Nobody else sees it before you publish it.")
        answer = carry_out(form, services.copy_round, planned, to=to, said=said, **rules_of(form))
        if answer is not None:
            return answer
    return form_page("programmes/copy.html", form, planned=planned)


@bp.get("/rounds/<uuid:round_id>/preview")
@guarded(Action.ROUND_EDIT, of=queries.get_round_whole, read_by=Action.ROUND_DESK_VIEW)
def preview(planned: Round) -> ResponseReturnValue:
    """How the form looks to a cluster, and the score sheet to a reviewer."""
    number = planned.edited_form_number or planned.form_number
    return render_template(
        "programmes/preview.html",
        planned=planned,
        sections=queries.sections_of_form(planned, number),
        kind_words=KIND_WORDS,
        columns=columns,
    )
