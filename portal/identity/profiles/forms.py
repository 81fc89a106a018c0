"""Forms of the record: one subject on each page. Everything may be left open."""

from typing import Any

from portal.core.i18n import _l
from portal.identity.profiles import vocabulary
from portal.identity.profiles.models import ProfilePart, TagKind
from portal.identity.profiles.naming import language_choices
from portal.web.forms import (
    EditingForm,
    PortalForm,
    day,
    line,
    link,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
)


def _own(label: Any) -> Any:
    return paragraph(label, hint=_l("One on each line."), longest=1500, rows=3)


def _save() -> Any:
    return send(_l("Save"))


class PartForm(EditingForm):
    """A page of the record. `columns` are fields of the profile; `tags` maps a kind to its field of codes and its field of own words."""

    columns: tuple[str, ...] = ()
    tags: dict[TagKind, tuple[str, str | None]] = {}

    def values(self) -> dict[str, Any]:
        """The profile's columns as they were typed."""
        return {name: self[name].data if self[name].data != "" else _blank(name) for name in self.columns}

    def chosen(self) -> dict[TagKind, tuple[list[str], list[str]]]:
        """The tags as they were chosen and typed."""
        return {
            kind: (list(self[codes].data or []), (self[own].data or "").splitlines() if own else [])
            for kind, (codes, own) in self.tags.items()
        }


_TEXTS = ("description", "looking_for", "ict_words", "website")


def _blank(name: str) -> Any:
    return "" if name in _TEXTS else None


class KindForm(PartForm):
    columns = ("kind", "low_age", "high_age", "pupils")
    tags = {TagKind.PHASE: ("phases", None)}
    kind = pick_one(_l("What kind of school is it?"), vocabulary.KINDS.items(), required=None)
    phases = pick_several(_l("Which phases does it have?"), list(vocabulary.PHASES.items()))
    low_age = number(_l("Youngest age"), least=0, most=99)
    high_age = number(_l("Oldest age"), least=0, most=99)
    pupils = number(_l("Number of pupils"), least=1, most=30_000, hint=_l("About how many there are now."))
    submit = _save()


class PlaceForm(PartForm):
    columns = ("setting",)
    setting = pick_one(_l("Where does the school lie?"), vocabulary.SETTINGS.items(), required=None)
    submit = _save()


class LanguagesForm(PartForm):
    read_by_others = ("own",)

    tags = {TagKind.LANGUAGE: ("languages", "own")}
    languages = pick_several(_l("Which languages do you teach, or teach in?"))
    own = _own(_l("Other languages"))
    submit = _save()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = language_choices()


class StrengthsForm(PartForm):
    read_by_others = ("own",)

    tags = {TagKind.SPECIALISM: ("specialisms", "own")}
    specialisms = pick_several(_l("What is your school good at?"), list(vocabulary.SPECIALISMS.items()))
    own = _own(_l("Something else"))
    submit = _save()


class ThemesForm(PartForm):
    read_by_others = ("own",)

    tags = {TagKind.THEME: ("themes", "own")}
    themes = pick_several(_l("What would you like to work on with a partner?"), list(vocabulary.THEMES.items()))
    own = _own(_l("Something else"))
    submit = _save()


class ToolsForm(PartForm):
    read_by_others = ("own", "ict_words")

    columns = ("devices", "connection", "ict_words")
    tags = {TagKind.TOOL: ("tools", "own"), TagKind.FALLBACK: ("fallback", None)}
    tools = pick_several(
        _l("How can a partner keep in touch with you?"),
        list(vocabulary.WAYS.items()),
        hint=_l("Letters are as good an answer as video calls."),
    )
    own = _own(_l("Another way"))
    devices = pick_one(_l("What can pupils and teachers use?"), vocabulary.DEVICES.items(), required=None)
    connection = pick_one(_l("How do you reach the internet?"), vocabulary.CONNECTIONS.items(), required=None)
    fallback = pick_several(_l("What works when that is down?"), list(vocabulary.WAYS.items()))
    ict_words = paragraph(
        _l("Anything a partner should know"),
        hint=_l("For example: no electricity after two o’clock."),
        longest=500,
        rows=3,
    )
    submit = _save()


class DescriptionForm(PartForm):
    read_by_others = ("description",)

    columns = ("description", "website")
    description = paragraph(
        _l("Your school in a few sentences"),
        hint=_l("Partner schools read this. Please name no pupils."),
        longest=1000,
        rows=6,
    )
    website = link(_l("Website of the school"))
    submit = _save()


FORMS: dict[ProfilePart, type[PartForm]] = {
    ProfilePart.KIND: KindForm,
    ProfilePart.PLACE: PlaceForm,
    ProfilePart.LANGUAGES: LanguagesForm,
    ProfilePart.STRENGTHS: StrengthsForm,
    ProfilePart.THEMES: ThemesForm,
    ProfilePart.TOOLS: ToolsForm,
    ProfilePart.DESCRIPTION: DescriptionForm,
}


class AwardForm(PortalForm):
    read_by_others = ("words", "level")

    award = pick_from_list(
        _l("Award or network"),
        [("", _l("Choose one, or write another below")), *vocabulary.AWARDS.items()],
        required=None,
    )
    words = line(_l("Another award or network"), longest=80)
    level = line(_l("Level, if it has one"), hint=_l("For example: Foundation, Silver."), longest=60)
    awarded_on = day(_l("Since"))
    ends_on = day(_l("Until, if it runs out"))
    submit = send(_l("Add the award"))


class PeriodForm(PortalForm):
    read_by_others = ("name",)

    kind = pick_one(_l("What is it?"), vocabulary.PERIODS.items(), required=_l("Choose what it is."))
    name = line(
        _l("Name"),
        required=_l("Enter a name for these dates, for example: Autumn term."),
        hint=_l("For example: Autumn term, Easter holiday."),
        longest=80,
    )
    starts_on = day(_l("First day"), required=_l("Enter the first day."))
    ends_on = day(_l("Last day"), required=_l("Enter the last day."))
    submit = send(_l("Add these dates"))
