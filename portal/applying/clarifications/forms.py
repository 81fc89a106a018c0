"""Forms of clarifications."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from markupsafe import Markup

from portal.applying.applications.boxes import box
from portal.applying.clarifications.answers import SealedAnswer
from portal.applying.clarifications.models import ClarificationQuestion
from portal.applying.programmes.models import Kind, Question
from portal.core.i18n import _, _l
from portal.web.bilingual import sealed_words
from portal.web.forms import EditingForm, PortalForm, day, paragraph, send, tick

MOST_SHOWN = 300  # characters of an answer beside the box for a question about it


class AskForm(PortalForm):
    """The part that is the same everywhere; `ask_form` adds the answers that can be asked about."""


def _label(one: SealedAnswer) -> Any:
    """The question as the reader has the form, with the school whose own part it is."""
    asked = sealed_words(one.fact, "text")
    return Markup("{} ({})").format(asked, one.school) if one.school else asked


def _they_wrote(one: SealedAnswer) -> str:
    words = shorten(one.answer, MOST_SHOWN, placeholder="…")
    return _("They wrote: %(words)s", words=words) if words else _("They wrote nothing here.")


def ask_form(answers: Mapping[str, SealedAnswer], *, first_day: str, **given: Any) -> Any:
    """For each answer of the application a box for a question about it, then the day; `first_day`: the first that can be given, in words."""
    fields: dict[str, Any] = {}
    for number, one in enumerate(answers.values()):
        fields[f"asked_{number}"] = paragraph(_label(one), hint=_they_wrote(one), longest=1000, rows=2)
    fields["due_on"] = day(
        _l("Until when?"),
        required=_l("Enter the day."),
        hint=_("Five working days at least: %(day)s or later, not in school holidays.", day=first_day),
    )
    fields["over_holidays"] = tick(_l("I know that this day lies in the holidays of a school"))
    fields["submit"] = send(_l("Send the questions"))
    return type("RoundAskForm", (AskForm,), fields)(**given)


def answer_form(
    questions: Sequence[ClarificationQuestion],
    standing: Mapping[str, SealedAnswer],
    asked: Mapping[str, Question],
    currency: str,
    **given: Any,
) -> Any:
    """The answers that were asked about, as they stand, each in the box of its kind. `asked`: the questions of the form behind them."""
    fields: dict[str, Any] = {}
    for one in questions:
        held = standing[one.key]
        if held.kind == Kind.TEXT or one.key not in asked:
            words = _("The programme asks: %(words)s At most %(most)s words.", words=one.words, most=held.max_words)
            made = paragraph(_label(held), hint=words, longest=20_000, rows=8)
        else:
            made = box(asked[one.key], currency, before=_("The programme asks: %(words)s", words=one.words))
        fields[f"answer_{one.id.hex}"] = made
    fields["save_draft"] = send(_l("Save for now"))
    fields["submit"] = send(_l("Send the answers"))
    return type("RoundAnswerForm", (EditingForm,), fields)(**given)
