"""Forms of schools."""

from datetime import date
from typing import Any

from portal.core.i18n import _l
from portal.identity.accounts.forms import LANGUAGES, ZONES
from portal.identity.schools.countries import country_choices
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    email,
    line,
    paragraph,
    pick_from_list,
    pick_one,
    send,
    tick,
)

ZONE_CHOICES = [(z, z.replace("_", " ")) for z in ZONES]
NATIONS = [
    ("", _l("Not in the United Kingdom")),
    ("GB-ENG", _l("England")),
    ("GB-NIR", _l("Northern Ireland")),
    ("GB-SCT", _l("Scotland")),
    ("GB-WLS", _l("Wales")),
]
PHASES = [
    ("nursery", _l("Nursery")),
    ("primary", _l("Primary")),
    ("secondary", _l("Secondary")),
    ("all-through", _l("Primary and secondary together")),
    ("special", _l("Special school")),
    ("16 plus", _l("College or sixth form")),
    ("other", _l("Something else")),
]


def _zone(**more: Any) -> Any:
    return pick_from_list(
        _l("The school's time zone"), ZONE_CHOICES, required=_l("Choose the school's time zone."), **more
    )


def _language() -> Any:
    return pick_from_list(_l("Language for letters"), LANGUAGES, required=_l("Choose a language."), default="en")


def _job() -> Any:
    return line(
        _l("Your job at the school"),
        required=_l("Enter your job at the school."),
        hint=_l("For example: Year 5 teacher, or head of geography."),
    )


def _head_name() -> Any:
    return line(_l("Name of the head teacher"), required=_l("Enter the name of the head teacher."))


def _head_email() -> Any:
    return email(
        _l("E-mail address of the head teacher"),
        required=_l("Enter the e-mail address of the head teacher."),
        hint=_l("The address of the school office will do. We ask the head to confirm that you act for the school."),
        autocomplete="off",
    )


class RegisterSchoolForm(PortalForm):
    job = _job()
    head_name = _head_name()
    head_email = _head_email()
    zone = _zone(default="Europe/London")
    language = _language()
    submit = send(_l("Register the school"))


class RegisterAbroadForm(PortalForm):
    name = line(
        _l("Name of the school"),
        required=_l("Enter the name of the school."),
        hint=_l("As the school writes it itself, in its own language and letters."),
        longest=200,
    )
    country = pick_from_list(_l("Country"), required=_l("Choose the country."))
    nation = pick_from_list(_l("Part of the United Kingdom"), NATIONS, required=None)
    town = line(_l("Town or district"), required=_l("Enter the town or district."))
    zone = _zone()
    language = _language()
    phase = pick_from_list(
        _l("Kind of school"),
        [("", _l("Choose the kind of school")), *PHASES],
        required=_l("Choose the kind of school."),
    )
    job = _job()
    head_name = _head_name()
    head_email = _head_email()
    number = line(
        _l("Number at the ministry or district office"),
        hint=_l("If the school has one. Leave it empty otherwise."),
        longest=60,
    )
    evidence = paragraph(
        _l("How can we see that this is a school?"),
        required=_l("Tell us how we can see that this is a school."),
        hint=_l(
            "For example: a letter of the ministry or district office, the school's website, or the name and address of somebody at a partner school "
            "or council who can vouch for it."
        ),
        longest=2000,
    )
    submit = send(_l("Register the school"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _l("Choose a country")), *country_choices()]
        self.zone.choices = [("", _l("Choose a time zone")), *ZONE_CHOICES]


class ConfirmSchoolForm(PortalForm):
    name = line(_l("Your name"), required=_l("Enter your name."), autocomplete="name")
    wants_account = tick(
        _l("Send me a link to open an account of my own"),
        hint=_l("You do not need one: we write to you when something has to be signed."),
    )
    submit = send(_l("Yes, this is right"))


class JoinForm(PortalForm):
    """`leaves_id` and `leaving_on` are for who moves here from another school; without one they are left out."""

    job = _job()
    leaves_id = pick_one(_l("Do you leave another school?"), required=None, coerce=as_uuid)
    leaving_on = day(_l("Your last day there"), hint=_l("For example, 31 8 2027. Only if you leave a school."))
    submit = send(_l("Ask to join"))


class LeaveForm(PortalForm):
    when = pick_one(
        _l("When?"),
        [("now", _l("Today, at once")), ("later", _l("On a day that I choose"))],
        required=_l("Choose when you leave: today, or on a day."),
    )
    leaving_on = day(_l("Last day at the school"), hint=_l("For example, 31 8 2027. Only if you chose a day."))
    submit = send(_l("Leave this school"))

    @property
    def last_day(self) -> date | None:
        """The day that was chosen; None for at once."""
        chosen: date | None = self.leaving_on.data
        return chosen if self.when.data == "later" else None

    def validate(self, extra_validators: Any = None) -> bool:
        """A day is needed when a day is meant."""
        good = bool(super().validate(extra_validators))
        if good and self.when.data == "later" and self.leaving_on.data is None:
            self.leaving_on.errors = [_l("Enter the last day.")]
            return False
        return good


class AnswerForm(PortalForm):
    answer = pick_one(
        _l("Does this person work at your school?"),
        [("yes", _l("Yes, let them join")), ("no", _l("No"))],
        required=_l("Choose yes or no."),
    )
    reason = paragraph(_l("If no: why?"), hint=_l("The person reads this."), longest=1000, rows=3)
    submit = send(_l("Send the answer"))


class EndMembershipForm(LeaveForm):
    submit = send(_l("Set the last day"))


class MailboxForm(EditingForm):
    mailbox_name = line(_l("Name of the second person"), hint=_l("Someone of the school who reads its mailbox."))
    mailbox_email = email(
        _l("Address of the school’s mailbox"),
        hint=_l("It may be the address that you use yourself."),
        autocomplete="off",
    )
    submit = send(_l("Save the second person"))


class NameContactForm(PortalForm):
    person_id = pick_one(_l("Who else speaks for the school?"), required=_l("Choose a person."), coerce=as_uuid)
    submit = send(_l("Name as contact"))


class HeadForm(EditingForm):
    head_name = _head_name()
    head_email = _head_email()
    submit = send(_l("Send the link"))


class EditSchoolForm(EditingForm):
    town = line(_l("Town or district"), required=_l("Enter the town or district."))
    phase = pick_from_list(_l("Kind of school"), PHASES, required=_l("Choose the kind of school."))
    zone = _zone()
    language = _language()
    submit = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase = getattr(kwargs.get("obj"), "phase", "")
        if phase and phase not in dict(PHASES):
            self.phase.choices = [(phase, phase), *PHASES]
