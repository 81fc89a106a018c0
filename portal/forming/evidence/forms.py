"""Forms of evidence and letters of support."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _l
from portal.forming.evidence.layouts import Layout
from portal.forming.evidence.models import EvidenceHeading, EvidenceStatus, Visibility
from portal.web.bilingual import said_plain
from portal.web.forms import (
    EditingForm,
    PictureWithoutPupils,
    PortalForm,
    as_uuid,
    day,
    email,
    file,
    line,
    link,
    no_pupils,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    send,
    tick,
)

STATES = (
    (EvidenceStatus.EVIDENCE, _l("What we have")),
    (EvidenceStatus.INTENTION, _l("What we will do, by a date")),
    (EvidenceStatus.NOT_APPLICABLE, _l("It does not apply, because ...")),
)
KINDS = (
    ("authority", _l("Local authority")),
    ("museum", _l("Museum, library or archive")),
    ("education_centre", _l("Development education centre")),
    ("community", _l("Community group")),
    ("diaspora", _l("Diaspora group")),
    ("district_office", _l("District office abroad")),
    ("trust", _l("Academy trust")),
    ("university", _l("University or college")),
    ("business", _l("Business")),
    ("other", _l("Another body")),
)


READERS = (
    (Visibility.NETWORK.value, _l("Everyone in the cluster, partner schools too")),
    (Visibility.HOME.value, _l("The member schools and the programme")),
)


def _readers() -> Any:
    return pick_one(
        _l("Who may read it here?"),
        READERS,
        required=_l("Choose who may read it."),
        hint=_l("An application that uses it shows it to everyone who reads the application."),
        default=Visibility.NETWORK.value,
    )


def _claim() -> Any:
    return line(
        _l("In one sentence"),
        required=_l("Say it in one sentence."),
        hint=_l("For example: A family group from the partner's country meets at our school each month."),
        longest=200,
    )


def _text() -> Any:
    return paragraph(
        _l("More about it (optional)"),
        hint=_l(
            "Name no pupils, and write nothing of anyone’s health, religion or origin. If it does not apply, say why here."
        ),
        longest=4000,
    )


def _link() -> Any:
    return link(_l("Link (optional)"))


def _file() -> Any:
    return file(_l("File (optional)"))


def _called(heading: EvidenceHeading, layouts: Iterable[Layout] = ()) -> str:
    """A heading in a list, with what the programmes that the cluster applies to call it."""
    lines = [line for layout in layouts if (line := layout.line_of(heading.code)) is not None]
    others = dict.fromkeys(said_plain(line, "title") for line in lines if line.title != heading.title)
    number, title = "" if heading.of_programme_id else f"{heading.position}. ", said_plain(heading, "title")
    return f"{number}{title} ({'; '.join(others)})" if others else f"{number}{title}"


class AddEvidenceForm(PictureWithoutPupils):
    read_by_others = ("claim", "text")
    makes_new = True

    school_id = pick_one(_l("Which school brings it?"), required=_l("Choose a school."), coerce=as_uuid)
    heading = pick_from_list(_l("Heading"), required=_l("Choose a heading."), coerce=as_uuid)
    status = pick_one(_l("What is it?"), STATES, required=_l("Choose one."), default=EvidenceStatus.EVIDENCE.value)
    claim = _claim()
    text = _text()
    link = _link()
    file = _file()
    no_pupils = no_pupils()
    due_on = day(_l("By which day? (only for what you will do)"))
    visible_to = _readers()
    submit = send(_l("Add to the evidence"))

    def offer(
        self, headings: Iterable[EvidenceHeading], schools: list[tuple[Any, str]], layouts: Iterable[Layout] = ()
    ) -> None:
        self.heading.choices = [(h.id, _called(h, layouts)) for h in headings]
        self.school_id.choices = schools


class ChangeEvidenceForm(PictureWithoutPupils, EditingForm):
    read_by_others = ("claim", "text")

    claim = _claim()
    text = _text()
    link = _link()
    file = file(_l("Another file (optional; it takes the place of the present one)"))
    no_pupils = no_pupils()
    due_on = day(_l("By which day? (only for what you will do)"))
    visible_to = _readers()
    submit = send(_l("Save"))


class FulfilForm(PictureWithoutPupils):
    read_by_others = ("text",)

    done_on = day(_l("Which day was it done?"), required=_l("Enter the day on which it was done."))
    text = paragraph(_l("What you have now"), hint=_l("Words, a link or a file: one is enough."), longest=4000)
    link = _link()
    file = _file()
    no_pupils = no_pupils()
    submit = send(_l("Make it evidence"))


class AskStatementForm(PortalForm):
    organisation = line(
        _l("Name of the organisation"),
        required=_l("Enter the name of the organisation."),
        hint=_l("Write the full name. If the programme knows an organisation of this name, the letter says so."),
        longest=200,
    )
    organisation_kind = pick_from_list(_l("What kind of organisation?"), KINDS, required=_l("Choose a kind."))
    email = email(
        _l("E-mail address of the person who could write"),
        required=_l("Enter an e-mail address."),
        hint=_l("They get a link that works once. They need no account."),
    )
    heading = pick_from_list(_l("For which heading?"), required=_l("Choose a heading."), coerce=as_uuid)
    submit = send(_l("Ask for a letter of support"))

    def offer(self, headings: Iterable[EvidenceHeading], layouts: Iterable[Layout] = ()) -> None:
        self.heading.choices = [(h.id, _called(h, layouts)) for h in headings]


class GiveStatementForm(PortalForm):
    read_by_others = ("how_known", "what_supported", "what_offered")

    how_known = paragraph(
        _l("How do you know these schools?"), required=_l("Say how you know these schools."), longest=2000, rows=3
    )
    what_supported = paragraph(
        _l("What do you support in their plans, and why?"),
        required=_l("Say what you support."),
        longest=4000,
        rows=5,
    )
    what_offered = paragraph(
        _l("What can you offer them? (optional)"), hint=_l("Advice, a room, a visit, contacts."), longest=2000, rows=3
    )
    name = line(_l("Your name"), required=_l("Enter your name."), autocomplete="name")
    post = line(_l("Your post"), required=_l("Enter your post in the organisation."))
    organisation = line(_l("Your organisation"), required=_l("Enter the name of your organisation."), longest=200)
    confirm = tick(
        _l("I write for this organisation and vouch for what is said above"),
        required=_l("Tick the box if you write for this organisation."),
    )
    submit = send(_l("Give the letter of support"))


class DeclineStatementForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(_l("Would you like to say why? (optional)"), longest=1000, rows=3)
    submit = send(_l("I cannot give it"))


def _heading_title() -> Any:
    return line(_l("The heading"), required=_l("Write the heading."), longest=160)


def welsh_heading() -> Any:
    """The heading in Welsh."""
    made = line(
        _l("The heading in Welsh (optional)"),
        hint=_l("For those who read in Welsh. When you change the English, save the Welsh again once it is right."),
        longest=160,
    )
    made.kwargs["render_kw"]["lang"] = "cy"
    return made


def welsh_guidance() -> Any:
    """What is meant by it, in Welsh."""
    made = paragraph(_l("What is meant, in Welsh (optional)"), longest=1000, rows=3)
    made.kwargs["render_kw"]["lang"] = "cy"
    return made


class AddHeadingForm(PortalForm):
    read_by_others = ("title", "guidance", "welsh_title", "welsh_guidance")
    makes_new = True

    title = _heading_title()
    guidance = paragraph(_l("What is meant, in one or two sentences (optional)"), longest=1000, rows=3)
    welsh_title = welsh_heading()
    welsh_guidance = welsh_guidance()
    per_school = tick(_l("Each school answers it for itself"))
    accepts_intention = tick(_l("An intention with a date counts as an answer"))
    submit = send(_l("Add the heading"))

    def words(self) -> dict[str, Any]:
        """What was typed and ticked."""
        return {
            "title": self.title.data,
            "guidance": self.guidance.data or "",
            "welsh": {"title": self.welsh_title.data or "", "guidance": self.welsh_guidance.data or ""},
            "per_school": bool(self.per_school.data),
            "accepts_intention": bool(self.accepts_intention.data),
        }


class ChangeHeadingForm(EditingForm):
    read_by_others = ("title", "guidance", "welsh_title", "welsh_guidance")

    title = _heading_title()
    guidance = paragraph(_l("What is meant, in one or two sentences (optional)"), longest=1000, rows=3)
    welsh_title = welsh_heading()
    welsh_guidance = welsh_guidance()
    position = number(_l("Place in the list"), least=1, most=99, required=_l("Enter a number."))
    per_school = tick(_l("Each school answers it for itself"))
    accepts_intention = tick(_l("An intention with a date counts as an answer"))
    retired = tick(_l("Ask it no more"), hint=_l("What clusters have gathered under it stays readable."))
    submit = send(_l("Save the heading"))

    def words(self) -> dict[str, Any]:
        """What was typed and ticked."""
        return {
            "title": self.title.data,
            "guidance": self.guidance.data or "",
            "welsh": {"title": self.welsh_title.data or "", "guidance": self.welsh_guidance.data or ""},
            "position": self.position.data,
            "per_school": bool(self.per_school.data),
            "accepts_intention": bool(self.accepts_intention.data),
        }
