"""Forms of applications: shape only."""

from typing import Any

from wtforms import HiddenField

from portal.applying.applications import boxes
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.programmes.models import Kind, Question, Round
from portal.core.bilingual import ENGLISH, WELSH
from portal.core.i18n import _, _l
from portal.identity.profiles.naming import language_choices
from portal.web.bilingual import form_language
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
    tick,
    time_of_day,
)

SAID = frozenset({Kind.TEXT, Kind.TABLE})


class StartForm(PortalForm):
    read_by_others = ("theme",)

    round_id = pick_one(_l("Which round?"), required=_l("Choose a round."), coerce=as_uuid)
    theme = line(
        _l("Theme of the application"),
        required=_l("Enter the theme of the application."),
        hint=_l("The cluster's own theme is filled in; it stays as it is when you choose another here."),
    )
    copy_from = pick_from_list(
        _l("Begin with the answers of an earlier application?"),
        [("", _l("No, with empty boxes"))],
        required=None,
        hint=_l("Answers to the same questions are taken over. You can change them all."),
        coerce=as_uuid,
    )
    submit = send(_l("Start the application"))

    def entry(self) -> dict[int, bool | None]:
        """Yes or no to the questions before the start, by their place."""
        places = [int(name.removeprefix("entry_")) for name in self._fields if name.startswith("entry_")]
        return {place: YES_NO.get(self[f"entry_{place}"].data) for place in places}


YES_NO = {"yes": True, "no": False}


def start_form(planned: Round | None, **given: Any) -> StartForm:
    """The form to start with, with the questions of the chosen round before its end."""
    lines = planned.said_lines("entry_questions", form_language()) if planned is not None else []
    fields = {
        f"entry_{place}": pick_one(line.words, [("yes", _l("Yes")), ("no", _l("No"))], required=_l("Answer yes or no."))
        for place, line in enumerate(lines, 1)
    }
    made = type("StartThisForm", (StartForm,), {**fields, "submit": send(_l("Start the application"))})
    form: StartForm = made(**given)
    return form


def _confirm() -> Any:
    """Near the deadline a change that takes signatures back is confirmed; the page leaves the box out where that is not asked."""
    return tick(_l("I know that this undoes signatures"), hint=_l("Those schools are asked to sign again."))


class ThemeForm(EditingForm):
    read_by_others = ("theme",)

    theme = line(_l("Theme of the application"), required=_l("Enter the theme of the application."))
    confirm_undo = _confirm()
    submit = send(_l("Save the theme"))


class ThemeOfRoundForm(EditingForm):
    theme = pick_from_list(
        _l("Theme of the application"),
        required=_l("Choose the theme of the application."),
        hint=_l("This round has themes to choose from."),
    )
    confirm_undo = _confirm()
    submit = send(_l("Save the theme"))


class LanguageForm(PortalForm):
    language = pick_one(
        _l("In which language do you want letters about this application?"),
        [(ENGLISH, "English"), (WELSH, "Cymraeg")],
        required=_l("Choose a language."),
        hint=_l("Letters that the programme has only in English come in English."),
    )
    submit = send(_l("Save the language"))


class AssignForm(PortalForm):
    school_id = pick_one(_l("Which school writes this section?"), required=_l("Choose a school, or all schools."))
    person_id = pick_from_list(
        _l("Who is asked to write it?"),
        required=None,
        hint=_l("They find it in “What needs me”. Everyone of the school can still write."),
        coerce=as_uuid,
    )
    confirm_undo = _confirm()
    submit = send(_l("Save"))


class SectionAnswersForm(EditingForm):
    """Answers of a section: `answer_1`, `answer_2` ... `version` holds the version of each answer, joined by dots."""

    def read_versions(self, how_many: int) -> list[int]:
        """The version of each answer as it was read; 0 (always stale) when the field was tampered with."""
        parts = str(self.version.data or "").split(".")
        good = len(parts) == how_many and all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts)
        return [int(p) for p in parts] if good else [0] * how_many


def section_form(draft: Draft, held: DraftSection, *, asks_first: bool = False) -> SectionAnswersForm:
    """The form of one section, with what stands there filled in. `asks_first`: with a box to tick, as a change takes signatures back near the deadline.

    A question is left out where the answer on which it depends stands elsewhere and does not ask for it.
    """
    fields: dict[str, Any] = {}
    standing: dict[str, Any] = {"version": draft.versions_of(held)}
    for place, question in offered(draft, held):
        fields[f"answer_{place}"] = boxes.box(question, draft.application.round.currency)
        text = draft.text(question, held.for_school_id)
        standing[f"answer_{place}"] = boxes.filled(question, text)
        if question.kind == Kind.FILE and text:
            fields[f"remove_{place}"] = tick(_("Take the file %(name)s out", name=text))
    others = tuple(f"answer_{place}" for place, question in offered(draft, held) if question.kind in SAID)
    if asks_first:
        fields["confirm_undo"] = _confirm()
    if held.section.partner_only or draft.application.round.offers_welsh:
        fields["answers_in"] = _which_language(held)
        standing["answers_in"] = _written_in(draft, held)
    buttons = {"go_on": send(_l("Save and go on writing")), "submit": send(_l("Save the section"))}
    made = type("WriteSectionForm", (SectionAnswersForm,), {**fields, "read_by_others": others, **buttons})
    form: SectionAnswersForm = made(data=standing)
    return form


def _which_language(held: DraftSection) -> Any:
    """English or Welsh; any of the languages of the schools where a partner school writes in its own words."""
    asked = _l("Which language did you write in?")
    if held.section.partner_only:
        hint = _l("Any of your languages is welcome. Programs that read pages aloud need to know which.")
        return pick_from_list(asked, language_choices(), required=None, hint=hint)
    hint = _l("You can answer in English or in Welsh. Programs that read pages aloud need to know which.")
    return pick_one(asked, [(ENGLISH, "English"), (WELSH, "Cymraeg")], required=None, hint=hint)


def _written_in(draft: Draft, held: DraftSection) -> str:
    """The language of what stands in a section; of an empty one, that in which its reader has the form."""
    answers = [draft.answer(question, held.for_school_id) for question in held.questions]
    return next((answer.language for answer in answers if answer is not None and answer.text), form_language())


def offered(draft: Draft, held: DraftSection) -> list[tuple[int, Question]]:
    """The questions that the form of a section shows, with their places: those that are asked, and those that another box of the same form may ask for."""
    here = {q.id for q in held.questions}
    return [
        (place, question)
        for place, question in enumerate(held.questions, 1)
        if draft.is_asked(held, question) or question.shown_if_id in here
    ]


class SignForm(PortalForm):
    digest = HiddenField()
    submit = send(_l("I sign"))


def mailed_code() -> Any:
    """The box for the code that a head gets who came by a mailed link."""
    return line(
        _l("The six digits of the mail"),
        required=_l("Enter the six digits that we sent you."),
        longest=20,
        autocomplete="one-time-code",
    )


class SignByLinkForm(PortalForm):
    digest = HiddenField()
    code = mailed_code()
    agree = tick(_l("I am the head, or act as head, and sign this for my school"), required=_l("Tick the box to sign."))
    submit = send(_l("I sign"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("What would have to change?"),
        required=_l("Say what would have to change before you can sign."),
        hint=_l("All schools of the cluster can read this."),
        longest=2000,
    )
    sections = pick_several(
        _l("Which parts would have to change?"),
        hint=_l("Only these are opened again. Tick none, and everything is."),
    )
    submit = send(_l("Do not sign, and send this"))


class DeclineByLinkForm(DeclineForm):
    """With the code that came to the head's address. Its box has another name than that of the form beside it."""

    digest = HiddenField()
    no_code = mailed_code()


class SubmitForm(PortalForm):
    """`served_at`: when this form was served, sealed by us, so that the round's few minutes of grace are for early comers only."""

    number = HiddenField()
    served_at = HiddenField()
    submit = send(_l("Submit the application"))

    @property
    def read_number(self) -> int:
        """The version the page showed; 0 when the field was tampered with."""
        data = str(self.number.data or "")
        return int(data) if data.isascii() and data.isdigit() and len(data) < 10 else 0


class WithdrawForm(PortalForm):
    read_by_others = ("reason",)

    receipt_number = line(
        _l("Receipt number"), hint=_l("Type it as it is on the receipt, if the application was submitted."), longest=30
    )
    reason = paragraph(
        _l("Why do you withdraw?"), hint=_l("The other schools and the programme are told."), longest=2000
    )
    submit = send(_l("Withdraw the application"))


class _MoreTime(PortalForm):
    until_on = day(_l("New day"), required=_l("Enter the new day."))
    until_time = time_of_day(
        _l("New time"), required=_l("Enter the new time."), hint=_l("On the clocks of the round. For example, 23:59.")
    )
    reason = paragraph(
        _l("Why?"),
        required=_l("Say why."),
        hint=_l("It stands in the list of exceptions, which the panel reads."),
        longest=2000,
    )


class PermitForm(_MoreTime):
    makes_new = True

    application_id = pick_from_list(_l("Which application?"), required=_l("Choose an application."), coerce=as_uuid)
    submit = send(_l("Ask a second manager"))


class ExtensionForm(_MoreTime):
    submit = send(_l("Move the deadline for everyone"))


class DecidePermitForm(PortalForm):
    answer = pick_one(
        _l("Do you agree?"),
        [("grant", _l("Yes, give this application more time")), ("refuse", _l("No"))],
        required=_l("Choose yes or no."),
    )
    submit = send(_l("Decide"))
