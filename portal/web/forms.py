"""The one family of forms: shape only. Text is cleaned before it is checked, what was typed is kept, a refusal finds its field.

A room's forms are made of the small constructors below, so that labels, hints, lengths and messages look alike everywhere.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from babel.support import Translations
from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.core import ids, storage, text
from portal.core.errors import Refusal, RuleBroken
from portal.core.i18n import _, _l, spoken
from portal.core.once import Once
from portal.core.storage import Upload
from portal.web import bilingual, kept, login
from portal.web.fields import (
    Day,
    EmailAddress,
    TimeOfDay,
    WebLink,
    WholeNumber,
    at_most,
    needed,
)
from portal.web.kept import KeepingFile, KeepingFiles
from portal.web.twice import LooksTwice
from portal.web.typed import note_labels
from portal.web.widgets import (
    Box,
    Boxes,
    DateBoxes,
    FileInput,
    PasswordInput,
    Radios,
    Select,
    SubmitInput,
    TextArea,
    TextInput,
)

LONGEST_PARAGRAPH = 20_000
NOT_SAID = frozenset({"csrf_token", "once_key", "version"})

_NOT_THERE = ("Not a valid choice.", "Invalid Choice: could not coerce.")  # what the kit says of it


class _KitWords:
    """The form kit's own sentences in the reader's language; the kit would read its catalogue from the disk for every form."""

    def gettext(self, string: str) -> str:
        if string in _NOT_THERE:
            return str(_("This choice is not there any more. Choose again."))
        return str(_kit_catalogue(spoken()).ugettext(string))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(_kit_catalogue(spoken()).ungettext(singular, plural, number))


@lru_cache(maxsize=32)
def _kit_catalogue(language: str) -> Any:
    return Translations.load(messages_path(), [language], domain="wtforms")


_kit_words = _KitWords()


PICTURES = (".jpg", ".jpeg", ".png")


class PortalForm(LooksTwice, FlaskForm):
    """A form of the portal. Carries a once-only key, so that sending it twice does one thing. `makes_new`: the same words sent again from a page
    that was opened again (the browser's way back) are the same act, too, for some minutes. `read_by_others`: the fields that other schools read, looked
    at twice (web/twice.py)."""

    makes_new = False
    is_a_door = False  # a form by which someone comes in: it asks for an address that is known already

    once_key = HiddenField()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return _kit_words

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField | HiddenField):
                cleaner = text.clean if issubclass(kind, TextAreaField) else text.clean_line
                options = {**options, "filters": [_cleaning(cleaner), *unbound_field.kwargs.get("filters", ())]}
                unbound_field.kwargs.pop("filters", None)
            return unbound_field.bind(form=form, **options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._key = _uuid_or_none(self.once_key.data) or ids.new_id()
        self.once_key.data = str(self._key)
        if request.method == "POST":
            note_labels({field.name: field.label.text for field in self})

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; but who only asked for the form in another language gets it back as it is."""
        pressed = bilingual.switched()
        if pressed is not None:
            g.portal_read_in = pressed
            return False
        return bool(super().validate(extra_validators))

    @property
    def collects(self) -> bool:
        """Whether somebody's address is asked for: then the form says where to read what becomes of it."""
        return not self.is_a_door and any((field.render_kw or {}).get("type") == "email" for field in self)

    @property
    def once(self) -> Once:
        """The key under which this form is carried out once: for this person, at this endpoint."""
        person = login.signed_in()
        twin = self._twin() if person is not None and self.makes_new else None
        return Once(self._key, str(person.id) if person else "visitor", str(request.endpoint), twin)

    def _twin(self) -> uuid.UUID | None:
        """A key of what was sent, and where. None when a file came with it: its content is not compared."""
        if any(given.filename for given in request.files.values()):
            return None
        said = sorted(item for item in request.form.items(multi=True) if item[0] not in NOT_SAID)
        return uuid.uuid5(uuid.NAMESPACE_URL, repr((request.path, said)))

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside the field it names, or at the top of the form."""
        if refusal.field and refusal.field in self._fields:
            self[refusal.field].errors = [*self[refusal.field].errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)

    def typed(self) -> dict[str, str]:
        """The texts as they were typed, by field: for the page that shows two versions side by side."""
        return {
            f.name: str(f.data or "")
            for f in self
            if isinstance(f, StringField) and not isinstance(f, HiddenField | PasswordField)
        }


class EditingForm(PortalForm):
    """A form that changes something that is there: it also carries the version that was read."""

    version = HiddenField()

    @property
    def read_version(self) -> int:
        """The version the person read; 0 (always stale) when the field was tampered with."""
        data = str(self.version.data or "")
        return int(data) if data.isascii() and data.isdigit() and len(data) < 10 else 0


def _cleaning(cleaner: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: cleaner(value) if isinstance(value, str) else value


def _uuid_or_none(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def as_uuid(value: Any) -> uuid.UUID | None:
    """Coerce a choice's value; anything else is not a choice."""
    if value is None or value == "" or isinstance(value, uuid.UUID):
        return value or None
    return uuid.UUID(str(value))


MOST_KEYS = 1000


def keys_in(said: Any) -> set[uuid.UUID]:
    """The keys in a hidden field, with blanks between them. What is none is passed over, and so is what comes after the thousandth."""
    found = set()
    for one in str(said or "").split()[:MOST_KEYS]:
        with suppress(ValueError):
            found.add(uuid.UUID(one))
    return found


def _validators(required: Any, *more: Any) -> list[Any]:
    return [needed(required) if required else Optional(strip_whitespace=True), *more]


def _hint(hint: Any, **widget: Any) -> dict[str, Any]:
    params = {**widget}
    if hint:
        params["hint"] = {"text": hint}
    return {"params": params} if params else {}


# the fields


def line(
    label: Any,
    *,
    required: Any = None,
    hint: Any = None,
    longest: int = 120,
    autocomplete: str | None = None,
    **more: Any,
) -> Any:
    """One line of text. `required` is the sentence shown when it is empty."""
    kw = {**_hint(hint), "dir": "auto", **({"autocomplete": autocomplete} if autocomplete else {})}
    return StringField(
        label, validators=_validators(required, at_most(longest)), widget=TextInput(), render_kw=kw, **more
    )


def email(label: Any, *, required: Any = None, hint: Any = None, autocomplete: str = "email") -> Any:
    """An e-mail address."""
    kw = {**_hint(hint), "type": "email", "autocomplete": autocomplete, "spellcheck": "false"}
    return StringField(
        label, validators=_validators(required, at_most(254), EmailAddress()), widget=TextInput(), render_kw=kw
    )


def link(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """A web address, http or https only."""
    return StringField(
        label,
        validators=_validators(required, at_most(500), WebLink()),
        widget=TextInput(),
        render_kw=_hint(hint) or None,
    )


def paragraph(label: Any, *, required: Any = None, hint: Any = None, longest: int = 4000, rows: int = 5) -> Any:
    """Text of several lines."""
    kw = {**_hint(hint, rows=rows), "dir": "auto"}
    return TextAreaField(label, validators=_validators(required, at_most(longest)), widget=TextArea(), render_kw=kw)


def password(
    label: Any, *, required: Any, hint: Any = None, autocomplete: str = "current-password", **more: Any
) -> Any:
    """A password: not cleaned, not cut, at most 1,000 characters."""
    kw = _hint(hint, autocomplete=autocomplete)
    return PasswordField(
        label,
        validators=[needed(required), Length(max=1000, message=_l("Use 1,000 characters or fewer."))],
        widget=PasswordInput(),
        render_kw=kw,
        **more,
    )


def number(
    label: Any, *, least: int, most: int, required: Any = None, hint: Any = None, default: int | None = None
) -> Any:
    """A whole number from `least` to `most`."""
    bounds = NumberRange(min=least, max=most, message=_l("Enter a number from %(min)s to %(max)s."))
    kw = {**_hint(hint, classes="govuk-input--width-4"), "inputmode": "numeric"}
    return WholeNumber(
        label, validators=_validators(required, bounds), widget=TextInput(), render_kw=kw, default=default
    )


def day(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """A date in three boxes: day, month, year."""
    shown = hint or _l("For example, 27 11 2026.")
    return Day(label, format="%d %m %Y", validators=_validators(required), widget=DateBoxes(), render_kw=_hint(shown))


def time_of_day(label: Any, *, required: Any = None, hint: Any = None, wrong: Any = None) -> Any:
    """A time on a 24-hour clock. `wrong`: what is said of what is no time, where a form has several."""
    kw = {**_hint(hint or _l("For example, 14:30."), classes="govuk-input--width-5"), "inputmode": "numeric"}
    return TimeOfDay(label, wrong=wrong, validators=_validators(required), widget=TextInput(), render_kw=kw)


def pick_one(
    label: Any,
    choices: Iterable[tuple[Any, Any]] | None = None,
    *,
    required: Any,
    hint: Any = None,
    coerce: Callable[[Any], Any] = str,
    default: Any = None,
) -> Any:
    """One of a few, as radio buttons. Choices may be set later: `form.field.choices = [...]`."""
    return RadioField(
        label,
        choices=list(choices or []),
        coerce=coerce,
        default=default,
        validators=_validators(required),
        widget=Radios(),
        render_kw=_hint(hint) or None,
        validate_choice=True,
    )


def pick_from_list(
    label: Any,
    choices: Sequence[tuple[Any, Any]] | None = None,
    *,
    required: Any,
    hint: Any = None,
    coerce: Callable[[Any], Any] = str,
    default: Any = None,
) -> Any:
    """One of many, as a list."""
    return SelectField(
        label,
        choices=list(choices or []),
        coerce=coerce,
        default=default,
        validators=_validators(required),
        widget=Select(),
        render_kw=_hint(hint) or None,
    )


class _Several(SelectMultipleField):
    """What is chosen and no longer there is told in a sentence; the values themselves say nothing to anybody."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(_("Something that you chose is no longer there. Please look again.")) from error


def pick_several(
    label: Any,
    choices: Sequence[tuple[Any, Any]] | None = None,
    *,
    required: Any = None,
    hint: Any = None,
    coerce: Callable[[Any], Any] = str,
) -> Any:
    """Any number of a few, as boxes to tick."""
    return _Several(
        label,
        choices=list(choices or []),
        coerce=coerce,
        validators=_validators(required),
        widget=Boxes(),
        render_kw=_hint(hint) or None,
    )


def tick(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """One box to tick. `required` is the sentence shown when it must be ticked and is not."""
    checks = [InputRequired(message=required)] if required else []
    return BooleanField(label, validators=checks, widget=Box(), render_kw=_hint(hint) or None)


def file(label: Any, *, hint: Any = None, only: str = "", refused: Any = None) -> Any:
    """A file. Kinds and size are told before choosing; the content is checked by `uploaded`. `only`: the one ending taken; `refused`: words for others."""
    shown = hint or _l("PDF, Word, Excel, PowerPoint, text or a picture; at most 20 MB.")
    words = refused or _l("The file must be one of these kinds: PDF, Word, Excel, PowerPoint, text, JPEG, PNG.")
    allowed = FileAllowed([only] if only else sorted(storage.TYPES), words)
    accepted = f".{only}" if only else storage.ACCEPTED
    return KeepingFile(label, validators=[allowed], widget=FileInput(), render_kw={**_hint(shown), "accept": accepted})


def files(label: Any, *, hint: Any = None) -> Any:
    """Several files. Kinds are told before choosing; number and content are checked by `uploaded_several`."""
    allowed = FileAllowed(
        sorted(storage.TYPES),
        _l("Each file must be one of these kinds: PDF, Word, Excel, PowerPoint, text, JPEG, PNG."),
    )
    shown = hint or _l("PDF, Word, Excel, PowerPoint, text or pictures.")
    kw = {**_hint(shown), "accept": storage.ACCEPTED}
    return KeepingFiles(label, validators=[allowed], widget=FileInput(multiple=True), render_kw=kw)


def no_pupils() -> Any:
    """Beside a file that goes with no message: nobody asks there for the consent for a picture, so no pupil may be seen in it."""
    return tick(
        _l("If it is a picture: no pupil can be recognised in it"),
        hint=_l("A picture of pupils goes with a message on the board: there the consent for it is written down."),
    )


class PictureWithoutPupils(PortalForm):
    """A form with a `file` and the tick `no_pupils`: a picture is taken only with the tick."""

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; and the tick for a picture."""
        fine = bool(super().validate(extra_validators))
        name = str(getattr(self["file"].data, "filename", "") or "").lower()
        ticked = self["no_pupils"]
        if not name.endswith(PICTURES) or ticked.data:
            return fine
        words = _("Tick the box if no pupil can be recognised in the picture.")
        ticked.errors = [*ticked.errors, words]
        return False


def send(label: Any) -> Any:
    """The button. A verb: "Send the invitation"."""
    return SubmitField(label, widget=SubmitInput())


def uploaded(form: PortalForm, field: Any, *, most_bytes: int) -> tuple[bool, Upload | None]:
    """Check the chosen file and lay it in the store, before any transaction. (False, None) when it was refused: the words are on the field."""
    chosen = field.data
    if not chosen or not getattr(chosen, "filename", ""):
        return True, None
    try:
        return True, kept.receive(chosen, field, most_bytes=most_bytes)
    except RuleBroken as refusal:
        form.show(refusal)
        return False, None


def chosen_files(field: Any) -> list[Any]:
    """The files that were chosen in a field of several files."""
    return [chosen for chosen in field.data or [] if chosen and getattr(chosen, "filename", "")]


def uploaded_several(
    form: PortalForm, field: Any, *, most_bytes: int, most_files: int
) -> tuple[bool, tuple[Upload, ...]]:
    """Check the chosen files and lay them in the store, before any transaction. (False, ()) when one was refused: the words are on the field."""
    chosen = chosen_files(field)
    if len(chosen) > most_files:
        words = _("Choose %(most)s files at most.", most=most_files)
        form.show(RuleBroken(field.name, words))
        return False, ()
    try:
        return True, tuple(kept.receive(one, field, most_bytes=most_bytes) for one in chosen)
    except RuleBroken as refusal:
        form.show(refusal)
        return False, ()
