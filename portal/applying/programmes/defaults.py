"""What a new round starts with: a form and a rubric that a manager can keep or change."""

from dataclasses import dataclass, field
from typing import Any

from portal.core.i18n import _l


@dataclass(frozen=True)
class DefaultQuestion:
    text: Any
    guidance: Any = ""
    max_words: int = 300
    is_required: bool = True


@dataclass(frozen=True)
class DefaultSection:
    title: Any
    questions: tuple[DefaultQuestion, ...]
    guidance: Any = ""
    partner_only: bool = False
    is_budget: bool = False


@dataclass(frozen=True)
class DefaultCriterion:
    """Weights of all but the optional plus add up to 100."""

    title: Any
    weight: int
    anchors: tuple[Any, Any, Any, Any] = field(default=("", "", "", ""))
    optional_plus: bool = False


SECTIONS = (
    DefaultSection(
        _l("Why we belong together"),
        (
            DefaultQuestion(
                _l("What binds your schools together?"),
                _l(
                    "A reason the schools share: a place, a need, a family of schools, a theme. No form of cluster is better than another."
                ),
            ),
            DefaultQuestion(
                _l("How will your schools work together?"),
                _l(
                    "Who does what, how you decide, and how you help when a teacher is away. You need not have worked together before."
                ),
            ),
        ),
    ),
    DefaultSection(
        _l("Need and theme"),
        (
            DefaultQuestion(_l("Why does this theme matter to your pupils?"), _l("Say how you know.")),
            DefaultQuestion(
                _l("How does it fit the direction of this round?"), _l("Use the words of the round's guidance."), 200
            ),
        ),
    ),
    DefaultSection(
        _l("Plan"),
        (
            DefaultQuestion(
                _l("What will you do, when, and who leads each part?"),
                _l("Dates can be months. Think of the terms of both countries."),
                400,
            ),
            DefaultQuestion(
                _l("What happens when a teacher cannot do their part?"),
                _l("Name the school or colleague who steps in."),
                200,
            ),
        ),
    ),
    DefaultSection(
        _l("Impact and inclusion"),
        (
            DefaultQuestion(_l("What will change for pupils and staff, and how will you know?")),
            DefaultQuestion(_l("How will every pupil be able to take part?"), "", 200),
        ),
    ),
    DefaultSection(
        _l("In the partner's own words"),
        (
            DefaultQuestion(
                _l("What do you hope for from this partnership?"),
                _l("Written by a partner school. Any of your languages is welcome."),
                is_required=False,
            ),
        ),
        guidance=_l("Only a partner school can write here."),
        partner_only=True,
    ),
    DefaultSection(
        _l("Money"),
        (DefaultQuestion(_l("What will it cost, and what is each part for?"), "", 250),),
        guidance=_l("Partner schools do not see this section."),
        is_budget=True,
    ),
)

CRITERIA = (
    DefaultCriterion(
        _l("Rationale that binds the cluster"),
        20,
        (
            _l("Nothing is said."),
            _l("The schools are listed; why they belong together is left open."),
            _l("A shared reason is given and most schools appear in it."),
            _l("A convincing reason that every school shares, and that the plan follows from."),
        ),
    ),
    DefaultCriterion(
        _l("Willingness to work together"),
        20,
        (
            _l("Nothing is said."),
            _l("One school wrote it; the others are names."),
            _l("Each school has a part and says yes to it."),
            _l("Parts are balanced, decisions are shared, and schools step in for one another."),
        ),
    ),
    DefaultCriterion(
        _l("Need and fit with the theme"),
        20,
        (
            _l("Nothing is said."),
            _l("The theme is named without a need."),
            _l("A need is shown for most schools and the fit is clear."),
            _l("A need is shown for every school, pupils are heard, and the fit is exact."),
        ),
    ),
    DefaultCriterion(
        _l("Plan and feasibility"),
        20,
        (
            _l("There is no plan."),
            _l("Activities without dates or names."),
            _l("A dated plan with names; most absences are covered."),
            _l("A realistic dated plan tied to the terms of both countries; every absence is covered."),
        ),
    ),
    DefaultCriterion(
        _l("Impact and inclusion"),
        20,
        (
            _l("Nothing is said."),
            _l("Pupils will benefit, without saying how."),
            _l("Aims that can be measured; pupils who are often left out are thought of."),
            _l("Aims with a starting point and a measure; every pupil can take part by design."),
        ),
    ),
    DefaultCriterion(
        _l("Earlier joint work"),
        5,
        (
            _l("None. This never lowers a score."),
            _l("Some contact before."),
            _l("One piece of work done together."),
            _l("Several pieces of work done together, and what was learned from them."),
        ),
        optional_plus=True,
    ),
)
