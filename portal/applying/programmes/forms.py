"""Forms of programmes and rounds: shape only."""

from portal.applying.programmes.kinds import KIND_WORDS
from portal.applying.programmes.models import Kind
from portal.core.i18n import _l
from portal.identity.accounts.forms import ZONES
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    number,
    paragraph,
    pick_from_list,
    pick_several,
    send,
    tick,
    time_of_day,
)

CURRENCIES = ("GBP", "EUR", "USD")


class ProgrammeForm(PortalForm):
    makes_new = True

    name = line(_l("Name of the programme"), required=_l("Enter the name of the programme."), longest=160)
    summary = paragraph(_l("What it is for"), hint=_l("Two or three sentences that a teacher can read."), longest=2000)
    submit = send(_l("Add the programme"))


class RoundForm(EditingForm):
    programme_id = pick_from_list(_l("Programme"), required=_l("Choose a programme."), coerce=as_uuid)
    name = line(_l("Name of the round"), required=_l("Enter the name of the round."), longest=160)
    theme_direction = paragraph(
        _l("Direction of the theme"), hint=_l("What themes this round is looking for."), longest=4000, rows=3
    )
    guidance = paragraph(_l("Guidance for clusters"), hint=_l("Shown on the page of the round."), longest=20_000)
    zone = pick_from_list(
        _l("Time zone of the round"),
        [(z, z.replace("_", " ")) for z in ZONES],
        required=_l("Choose the time zone."),
        hint=_l("Opening and closing are on the clocks of this zone."),
        default="Europe/London",
    )
    opens_on = day(_l("Opens on"), required=_l("Enter the day on which the round opens."))
    opens_time = time_of_day(_l("Opens at"), required=_l("Enter the time at which the round opens."))
    closes_on = day(_l("Closes on"), required=_l("Enter the day on which the round closes."))
    closes_time = time_of_day(
        _l("Closes at"),
        required=_l("Enter the time at which the round closes."),
        hint=_l("For example, 23:59. A time that comes twice, when clocks go back, means the first."),
    )
    min_schools = number(
        _l("Fewest member schools"), least=1, most=100, required=_l("Enter the fewest member schools."), default=3
    )
    max_schools = number(
        _l("Most member schools"), least=1, most=100, required=_l("Enter the most member schools."), default=8
    )
    min_overseas = number(
        _l("Fewest schools abroad"),
        least=0,
        most=100,
        required=_l("Enter the fewest schools abroad. It may be 0."),
        hint=_l("0 for a round in which a partner may be at home, or may come later."),
        default=0,
    )
    currency = pick_from_list(
        _l("Money is counted in"),
        [(code, code) for code in CURRENCIES],
        required=_l("Choose a currency."),
        default="GBP",
    )
    required_headings = pick_several(
        _l("Evidence that is needed"), hint=_l("A dated intention counts under the headings that accept one.")
    )
    lead_signs_first = tick(
        _l("The lead school's signature is enough to submit"),
        hint=_l("The other schools then sign within 5 working days."),
    )
    reviewers_each = number(
        _l("Reviewers for each application"),
        least=1,
        most=9,
        required=_l("Enter how many reviewers read each application."),
        hint=_l("It stays as it is once the first review was opened."),
        default=2,
    )
    reviewer_reads_outcome = tick(
        _l("Reviewers read the outcome and the feedback of what they read"),
        hint=_l("Only after the results were sent to the clusters. In a blind round they read the outcome alone."),
    )
    submit = send(_l("Save the round"))


class SectionForm(EditingForm):
    title = line(_l("Title of the section"), required=_l("Enter the title of the section."), longest=160)
    guidance = paragraph(_l("Guidance beside the questions"), longest=4000, rows=3)
    per_school = tick(_l("Every school answers this section for itself"))
    partner_only = tick(_l("Only a partner school writes here"))
    is_budget = tick(_l("This section is about money"), hint=_l("Partner schools do not see it."))
    submit = send(_l("Save the section"))


class QuestionForm(EditingForm):
    text = paragraph(_l("Question"), required=_l("Enter the question."), longest=500, rows=2)
    guidance = paragraph(_l("Guidance"), longest=4000, rows=3)
    kind = pick_from_list(
        _l("What kind of answer?"),
        [(kind.value, words) for kind, words in KIND_WORDS.items()],
        required=_l("Choose a kind."),
        default=Kind.TEXT.value,
    )
    max_words = number(
        _l("Most words in an answer"),
        least=1,
        most=3000,
        required=_l("Enter the most words."),
        hint=_l("It counts for answers in words only."),
        default=300,
    )
    options = paragraph(
        _l("Choices, or the columns of the table"),
        hint=_l("One a line. Leave it empty for other kinds of answers."),
        longest=8000,
        rows=4,
    )
    is_required = tick(_l("The question must be answered"))
    shown_if = pick_from_list(
        _l("When is it asked?"),
        [("", _l("Always"))],
        required=None,
        hint=_l("It can depend on a question with choices that comes before it."),
    )
    submit = send(_l("Save the question"))


class ClarifyForm(EditingForm):
    clarification = paragraph(
        _l("Words that make it clear"),
        required=_l("Enter the words."),
        hint=_l("They stand below the question, marked as added later. Everyone who has started is told."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Add these words"))


class CriterionForm(EditingForm):
    title = line(_l("Criterion"), required=_l("Enter the criterion."), longest=160)
    weight = number(_l("Weight"), least=0, most=100, required=_l("Enter the weight."))
    optional_plus = tick(_l("An optional plus"), hint=_l("It can never lower a score and is not part of the 100."))
    anchor_0 = paragraph(_l("0 means"), longest=2000, rows=2)
    anchor_1 = paragraph(_l("1 means"), required=_l("Say what earns a 1."), longest=2000, rows=2)
    anchor_3 = paragraph(_l("3 means"), required=_l("Say what earns a 3."), longest=2000, rows=2)
    anchor_5 = paragraph(_l("5 means"), required=_l("Say what earns a 5."), longest=2000, rows=2)
    submit = send(_l("Save the criterion"))


class EntryRulesForm(EditingForm):
    themes = paragraph(
        _l("Themes to choose from"),
        hint=_l("One a line. Leave it empty, and clusters name their own theme."),
        longest=4000,
        rows=4,
    )
    countries = paragraph(
        _l("Countries of schools abroad"),
        hint=_l("One a line, by name or two letters. Leave it empty, and schools of every country can take part."),
        longest=8000,
        rows=4,
    )
    home_per_overseas = number(
        _l("Most member schools for each school abroad"),
        least=1,
        most=100,
        hint=_l("Leave it empty where it does not matter."),
    )
    needs_deputy = tick(_l("The cluster needs a deputy of its coordinator"))
    needs_declarations = tick(_l("Every member school has to answer the safeguarding questions"))
    most_money = number(
        _l("Most money that a cluster can ask for"),
        least=1,
        most=100_000_000,
        hint=_l("In whole units of the round's currency. It is compared with the total of the budget lines."),
    )
    entry_questions = paragraph(
        _l("Questions before a cluster starts"),
        hint=_l("One a line, at most ten. An application can be started only when each is answered with yes."),
        longest=6000,
        rows=4,
    )
    submit = send(_l("Save who may apply"))


class MilestoneForm(PortalForm):
    title = line(_l("What happens then?"), required=_l("Say what happens then."), longest=160)
    on = day(_l("Day"), required=_l("Enter the day."))
    at = time_of_day(
        _l("Time"), required=_l("Enter the time."), hint=_l("On the clocks of the round. For example, 12:00.")
    )
    submit = send(_l("Save the milestone"))
