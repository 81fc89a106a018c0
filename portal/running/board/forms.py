"""Forms of the board."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from portal.core.i18n import _, _l
from portal.core.second_look import Concern, concerns, concerns_of_file, is_picture, names_beside_a_picture
from portal.core.storage import Upload, safe_name
from portal.running.board.models import LONGEST_MESSAGE, Begun, Consent, Message, People, Scope, ThreadCategory, Wanted
from portal.running.board.naming import Name, meant_in, without
from portal.running.board.pictures import with_small
from portal.running.board.queries import Network, Owed
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    chosen_files,
    day,
    files,
    line,
    link,
    paragraph,
    pick_from_list,
    pick_one,
    send,
    tick,
)
from portal.web.twice import question, said

MOST_LOOKED_AT = 25 * 1024 * 1024
LANGUAGES = (
    ("en", "English"),
    ("cy", "Cymraeg"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("zh", "中文"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gd", "Gàidhlig"),
    ("hi", "हिन्दी"),
    ("km", "ភាសាខ្មែរ"),
    ("ne", "नेपाली"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("ur", "اردو"),
)
CATEGORIES = (
    (ThreadCategory.CONVERSATION.value, _l("A conversation")),
    (ThreadCategory.QUESTION.value, _l("A question")),
    (ThreadCategory.ANNOUNCEMENT.value, _l("News for everyone")),
    (ThreadCategory.HELP.value, _l("We need help")),
)
HINT = _l(
    "An empty line begins a paragraph; **two stars** make words bold; a line that begins with a dash is a list; @ and a name tells that person or school."
)


class LookedAtTwice(PortalForm):
    """A form whose text, files and pictures go onto a board: they are looked at, too, and the names of the network are known."""

    read_by_others = ("title", "text")
    known: tuple[Name, ...] = ()

    def knows(self, names: Sequence[Name]) -> None:
        """People and schools of the network are named with an @: those are no accounts of other services."""
        self.known = tuple(names)
        self.look()

    @property
    def needs_names(self) -> bool:
        """Whether what was sent can only be judged by who knows the names of the network."""
        text = self["text"].data or ""
        return self.is_submitted() and ("@" in text or (self._has_picture and names_beside_a_picture(text)))

    @property
    def _has_picture(self) -> bool:
        return "attachment" in self and any(is_picture(one.filename) for one in chosen_files(self.attachment))

    def to_ask(self) -> dict[str, list[str]]:
        """As usual; without the names of the network, with the full name beside a picture, and with what the files hold."""
        asked = super().to_ask()
        if "text" in asked:
            asked["text"] = question(self._found_in(self["text"].data or ""))
        if "attachment" in self:
            asked["attachment"] = self._of_files()
        return asked

    def _found_in(self, text: str) -> list[Concern]:
        found = concerns(without(text, meant_in(text, self.known)) if self.known else text)
        beside = self._has_picture and names_beside_a_picture(text, [one.name for one in self.known])
        return [*found, Concern.NAME] if beside else found

    def _of_files(self) -> list[str]:
        """What is asked of each file, by its name."""
        asked = []
        for chosen in chosen_files(self.attachment):
            found = concerns_of_file(chosen.filename, chosen.stream.read(MOST_LOOKED_AT))
            chosen.stream.seek(0)
            if found:
                words = _(
                    "The file “%(name)s” seems to hold %(what)s. Every school of the network can open it. "
                    "Tick the box if it is right as it is.",
                    name=safe_name(chosen.filename),
                    what=said(found),
                )
                asked.append(str(words))
        return asked


class ForASchool(PortalForm):
    """A form that is sent for one of the person's schools; nothing is asked where there is only one."""

    def offer_schools(self, network: Network, mine: Collection[UUID]) -> None:
        if len(mine) == 1:
            del self.school
        else:
            chosen = ((s.id, s.name) for s in network.schools if s.id in mine)
            self.school.choices = [("", _("Choose a school")), *chosen]

    @property
    def school_id(self) -> UUID | None:
        """The school that was chosen; None when there was nothing to choose."""
        return self.school.data if "school" in self else None


class _Writing(LookedAtTwice, ForASchool):
    """What every form has in which a message is written."""

    def go_on_from(self, begun: Begun | None) -> None:
        """Put in what the person had begun to write."""
        if begun is not None and not self.is_submitted():
            for name in ("title", "text", "category", "language"):
                if name in self and getattr(begun, name):
                    self[name].data = getattr(begun, name)

    def offer(self, network: Network, mine: Collection[UUID], language: str) -> None:
        """Fill the lists: the schools that can be asked, and those for which the person may write."""
        self.offer_schools(network, mine)
        others = [(s.id, s.name) for s in network.schools if len(mine) != 1 or s.id not in mine]
        self.reply_from.choices = [("", _("Nobody in particular")), *others]
        self.language.choices = list(LANGUAGES)
        if self.language.data is None:
            self.language.data = language if language in dict(LANGUAGES) else "en"

    @property
    def wanted(self) -> Wanted | None:
        """The reply that is asked for, if one is."""
        if self.reply_from.data is None and self.reply_by.data is None:
            return None
        return Wanted(self.reply_from.data, self.reply_by.data)

    def message(self, uploads: Sequence[Upload]) -> Message:
        """What was written, with what goes with it; the small copies of pictures are made here."""
        attached = tuple(with_small(one, Consent()) for one in uploads)
        return Message(self.text.data, self.language.data or "", files=attached)


def _for_which_school() -> Any:
    return pick_from_list(_l("You write for"), required=_l("Choose the school for which you write."), coerce=as_uuid)


def _reply_from() -> Any:
    return pick_from_list(
        _l("A reply is needed from (optional)"),
        required=None,
        coerce=as_uuid,
        hint=_l("It then stands on that school's list of things to do until someone has answered."),
    )


def _reply_by() -> Any:
    return day(
        _l("Reply needed by (optional)"), hint=_l("The end of this day, where that school is. For example, 27 11 2026.")
    )


def _text(label: Any) -> Any:
    return paragraph(label, required=_l("Write your message."), hint=HINT, longest=LONGEST_MESSAGE, rows=8)


def _language() -> Any:
    return pick_from_list(_l("Language of the message"), required=None)


def _attachment() -> Any:
    return files(
        _l("Files and pictures (optional)"),
        hint=_l("PDF, Word, Excel, PowerPoint, text or pictures. Give them names without the names of pupils."),
    )


class ThreadForm(_Writing):
    """Start a conversation."""

    makes_new = True

    title = line(_l("Title"), required=_l("Enter a title."), longest=160)
    text = _text(_l("Message"))
    category = pick_one(
        _l("What is it?"), CATEGORIES, required=_l("Choose what it is."), default=ThreadCategory.CONVERSATION.value
    )
    school = _for_which_school()
    reply_from = _reply_from()
    reply_by = _reply_by()
    language = _language()
    attachment = _attachment()
    submit = send(_l("Put it on the board"))


class ReplyForm(_Writing):
    """Write into a conversation."""

    makes_new = True

    text = _text(_l("Your message"))
    school = _for_which_school()
    for_school = pick_from_list(
        _l("You answer for (optional)"),
        required=None,
        coerce=as_uuid,
        hint=_l("If another school cannot reply in time, you can answer in its place. It is told."),
    )
    reply_from = _reply_from()
    reply_by = _reply_by()
    language = _language()
    attachment = _attachment()
    submit = send(_l("Send the message"))

    def offer_to_answer_for(self, owed: Sequence[Owed], mine: Collection[UUID]) -> None:
        """The schools whose reply is needed; the field goes when there is none but our own."""
        others = [(one.school_id, one.school_name) for one in owed if len(mine) != 1 or one.school_id not in mine]
        if others:
            self.for_school.choices = [("", _("Our own school")), *others]
        else:
            del self.for_school

    def answer_for(self, school_id: str | None) -> None:
        """Choose the school in whose place the person came to answer, when its reply is needed."""
        if school_id and "for_school" in self:
            chosen = [key for key, _name in self.for_school.choices if key and str(key) == school_id]
            self.for_school.data = chosen[0] if chosen else None

    @property
    def for_school_id(self) -> UUID | None:
        return self.for_school.data if "for_school" in self else None


class AskForm(_Writing):
    """Ask for a reply in a conversation that is there."""

    reply_from = pick_from_list(
        _l("Which school should reply?"), required=_l("Choose the school that should reply."), coerce=as_uuid
    )
    reply_by = day(
        _l("By which day?"),
        required=_l("Enter the day by which you need the reply."),
        hint=_l("The end of this day, where that school is. For example, 27 11 2026."),
    )
    school = _for_which_school()
    submit = send(_l("Ask for the reply"))

    def offer(self, network: Network, mine: Collection[UUID], language: str = "") -> None:
        self.offer_schools(network, mine)
        others = [(s.id, s.name) for s in network.schools if len(mine) != 1 or s.id not in mine]
        self.reply_from.choices = [("", _("Choose a school")), *others]


class EditPostForm(LookedAtTwice, EditingForm):
    """Change one's own message."""

    text = _text(_l("Your message"))
    language = pick_from_list(_l("Language of the message"), LANGUAGES, required=None)
    submit = send(_l("Save the message"))


class RemovePostForm(PortalForm):
    submit = send(_l("Take the message back"))


class ReleaseForm(PortalForm):
    submit = send(_l("No longer needed"))


class PinForm(PortalForm):
    submit = send(_l("Put at the top of the board"))


class UnpinForm(PortalForm):
    submit = send(_l("No longer at the top"))


class NoteForm(PortalForm):
    submit = send(_l("We have noted this"))


class WithdrawHelpForm(PortalForm):
    submit = send(_l("We need no more help"))


class PassHelpOnForm(PortalForm):
    """Ask a school to answer a call for help."""

    school = pick_from_list(_l("Which school can help?"), required=_l("Choose a school that can help."), coerce=as_uuid)
    submit = send(_l("Ask this school to help"))

    def offer(self, network: Network, asking: UUID) -> None:
        others = [(s.id, s.name) for s in network.schools if s.id != asking]
        self.school.choices = [("", _("Choose a school")), *others]


class FreezeForm(PortalForm):
    submit = send(_l("Keep it as it is"))


class UnfreezeForm(PortalForm):
    submit = send(_l("Let the author change it again"))


class OpenRemovedForm(PortalForm):
    submit = send(_l("Read what was taken back"))


class DraftForm(PortalForm):
    """What was begun and is kept: nothing is needed, and nothing is looked at twice before it is posted."""

    title = line(_l("Title"), longest=160)
    text = paragraph(_l("Your message"), longest=LONGEST_MESSAGE)
    category = line(_l("What is it?"), longest=40)
    language = line(_l("Language of the message"), longest=12)
    submit = send(_l("Keep as a draft"))

    @property
    def begun(self) -> Begun:
        category = self.category.data if self.category.data in dict(CATEGORIES) else ""
        language = self.language.data if self.language.data in dict(LANGUAGES) else ""
        return Begun(self.text.data or "", self.title.data or "", category or "", language or "")


class DeleteDraftForm(PortalForm):
    submit = send(_l("Delete"))


PEOPLE = (
    (People.NOBODY.value, _l("Nobody, or nobody who could be recognised")),
    (People.ADULTS.value, _l("Adults, who have agreed")),
    (People.PUPILS.value, _l("Pupils, with the consent that our school needs for it")),
)
SCOPES = (
    (Scope.BOARD.value, _l("Only the schools on this board may see it")),
    (Scope.PROJECT.value, _l("These schools may show it in their classrooms and at school events")),
    (Scope.PUBLIC.value, _l("These schools may also publish it")),
)


class ConsentForm(PortalForm):
    """Who can be seen in a picture, and who holds the consent."""

    read_by_others = ("consent_holder",)

    people = pick_one(_l("People in the picture"), PEOPLE, required=_l("Say who can be seen in this picture."))
    consent_holder = line(
        _l("Who holds the consent? (if people can be seen)"),
        hint=_l("For example, “our school office”. No names of pupils or parents."),
        longest=160,
    )
    consent_scope = pick_one(
        _l("What did they, or their parents, agree to? (if people can be seen)"), SCOPES, required=None
    )
    consent_until = day(
        _l("Until which day may it be shown? (needed for pupils)"),
        hint=_l("After this day nobody sees the picture any more. For example, 31 8 2027."),
    )
    for_all = tick(_l("The same for the other pictures of this message"))
    submit = send(_l("Save"))

    @property
    def consent(self) -> Consent:
        people = People(self.people.data)
        if people == People.NOBODY:
            return Consent(people)
        scope = Scope(self.consent_scope.data) if self.consent_scope.data else None
        return Consent(people, self.consent_holder.data or "", scope, self.consent_until.data)


class WithdrawPictureForm(PortalForm):
    submit = send(_l("Stop showing this picture"))


class MentionForm(PortalForm):
    """Choose someone who is told of a message."""

    who = pick_from_list(_l("Who should read it?"), required=_l("Choose someone from the list."))
    submit = send(_l("Tell them"))

    def offer(self, names: Sequence[Name]) -> None:
        chosen = [
            (f"person:{n.person_id}", f"{n.name} ({n.school_name})")
            if n.person_id
            else (f"school:{n.school_id}", n.name)
            for n in names
        ]
        self.who.choices = [("", _("Choose a person or a school")), *chosen]

    @property
    def person_id(self) -> UUID | None:
        kind, _colon, key = (self.who.data or "").partition(":")
        return as_uuid(key) if kind == "person" else None

    @property
    def school_id(self) -> UUID | None:
        kind, _colon, key = (self.who.data or "").partition(":")
        return as_uuid(key) if kind == "school" else None


class TranslatorForm(EditingForm):
    """The translator to which messages link."""

    name = line(_l("Name of the translator"), hint=_l("Leave both boxes empty for none."), longest=80)
    url = link(_l("Address of its page"), hint=_l("It begins with https://. Messages are never part of it."))
    submit = send(_l("Save"))


class ArchiveForm(PortalForm):
    submit = send(_l("Make this board an archive"))


class ReopenForm(PortalForm):
    submit = send(_l("Open this board again"))


class ExportForm(PortalForm):
    submit = send(_l("Take a copy"))
