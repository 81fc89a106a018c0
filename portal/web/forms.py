"""The one family of forms: shape only. Text is cleaned before it is checked, what was typed is kept, a refusal finds its field.

A room's forms are made of the small constructors below, so that labels, hints, lengths and messages look alike everywhere.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovDateInput,
    GovFileInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from portal.core import ids, storage, text
from portal.core.errors import Refusal, RuleBroken
from portal.core.once import Once
from portal.core.storage import Upload
from portal.web import login

LONGEST_PARAGRAPH = 20_000


class PortalForm(FlaskForm):
    """A form of the portal. Carries a once-only key, so that sending it twice does one thing."""

    once_key = HiddenField()

    class Meta(FlaskForm.Meta):
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

    @property
    def once(self) -> Once:
        """The key under which this form is carried out once: for this person, at this endpoint."""
        person = login.signed_in()
        return Once(self._key, str(person.id) if person else "visitor", str(request.endpoint))

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


# what a field must be


def needed(message: Any) -> Callable[[Any, Field], None]:
    """Something must be there. `message` says what to do: "Enter the name of the cluster"."""

    def check(form: Any, field: Field) -> None:
        empty = field.data is None or field.data == [] or (isinstance(field.data, str) and not field.data.strip())
        if empty and field.process_errors:  # something was typed, and the field has said what is wrong with it
            raise StopValidation()
        if empty:
            field.errors = []
            raise StopValidation(str(message))

    return check


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("Use %(max)d characters or fewer."))


class _Email:
    def __call__(self, form: Any, field: Field) -> None:
        from email_validator import EmailNotValidError, validate_email  # 40 ms to import, needed by three pages

        try:
            validate_email(field.data or "", check_deliverability=False)
        except (EmailNotValidError, ValueError):
            raise ValidationError(str(_l("Enter an e-mail address like name@example.org."))) from None


class _WebLink:
    def __call__(self, form: Any, field: Field) -> None:
        from urllib.parse import urlsplit

        try:
            parts = urlsplit(field.data or "")
            good = (
                parts.scheme in ("http", "https")
                and bool(parts.hostname)
                and "." in (parts.hostname or "")
                and not parts.username
            )
        except ValueError:
            good = False
        if not good or any(c.isspace() or ord(c) < 32 or c in "<>\"'\\" for c in field.data):
            raise ValidationError(str(_l("Enter a web address that begins with https:// or http://.")))


class _DateWidget(GovDateInput):
    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params.pop("required", None)
        (params.get("attributes") or {}).pop("required", None)
        return params


class _NoEmptyHint:
    """The widgets of several boxes show an empty hint when there is none; this leaves it out."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        if not str((params.get("hint") or {}).get("text") or ""):
            params.pop("hint", None)
        return params


class _Radios(_NoEmptyHint, GovRadioInput): ...


class _Boxes(_NoEmptyHint, GovCheckboxesInput): ...


class _Box(_NoEmptyHint, GovCheckboxInput): ...


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
    kw = {**_hint(hint), **({"autocomplete": autocomplete} if autocomplete else {})}
    return StringField(
        label, validators=_validators(required, at_most(longest)), widget=GovTextInput(), render_kw=kw or None, **more
    )


def email(label: Any, *, required: Any = None, hint: Any = None, autocomplete: str = "email") -> Any:
    """An e-mail address."""
    kw = {**_hint(hint), "type": "email", "autocomplete": autocomplete, "spellcheck": "false"}
    return StringField(
        label, validators=_validators(required, at_most(254), _Email()), widget=GovTextInput(), render_kw=kw
    )


def link(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """A web address, http or https only."""
    return StringField(
        label,
        validators=_validators(required, at_most(500), _WebLink()),
        widget=GovTextInput(),
        render_kw=_hint(hint) or None,
    )


def paragraph(label: Any, *, required: Any = None, hint: Any = None, longest: int = 4000, rows: int = 5) -> Any:
    """Text of several lines."""
    kw = {**_hint(hint), "rows": rows}
    return TextAreaField(label, validators=_validators(required, at_most(longest)), widget=GovTextArea(), render_kw=kw)


def password(
    label: Any, *, required: Any, hint: Any = None, autocomplete: str = "current-password", **more: Any
) -> Any:
    """A password: not cleaned, not cut, at most 1,000 characters."""
    kw = {**_hint(hint), "autocomplete": autocomplete}
    return PasswordField(
        label,
        validators=[needed(required), Length(max=1000, message=_l("Use 1,000 characters or fewer."))],
        widget=GovPasswordInput(),
        render_kw=kw,
        **more,
    )


def number(
    label: Any, *, least: int, most: int, required: Any = None, hint: Any = None, default: int | None = None
) -> Any:
    """A whole number from `least` to `most`."""
    bounds = NumberRange(min=least, max=most, message=_l("Enter a number from %(min)s to %(max)s."))
    kw = {**_hint(hint, classes="govuk-input--width-4"), "inputmode": "numeric"}
    return _WholeNumber(
        label, validators=_validators(required, bounds), widget=GovTextInput(), render_kw=kw, default=default
    )


class _WholeNumber(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        typed = valuelist[0].strip()
        if not (typed.isascii() and typed.lstrip("-").isdigit() and len(typed) < 10):
            self.data = None
            raise ValueError(str(_l("Enter a whole number, like 5.")))
        self.data = int(typed)


class _Day(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        typed = [v.strip() for v in valuelist if v is not None]
        if len(typed) == 1 and typed[0].count("-") == 2:
            typed = list(reversed(typed[0].split("-")))
        self.raw_data = [*typed, "", "", ""][:3]  # the widget shows three boxes, whatever was sent
        if not any(typed):
            self.data = None
            return
        try:
            if len(typed) != 3 or not all(t.isascii() and t.isdigit() for t in typed):
                raise ValueError
            day, month, year = (int(t) for t in typed)
            if not 2000 <= year <= 2100:
                raise ValueError
            self.data = date(year, month, day)
        except ValueError:
            self.data = None
            raise ValueError(str(_l("Enter a real date, like 27 11 2026."))) from None


def day(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """A date in three boxes: day, month, year."""
    shown = hint or _l("For example, 27 11 2026.")
    return _Day(
        label, format="%d %m %Y", validators=_validators(required), widget=_DateWidget(), render_kw=_hint(shown)
    )


def _hours_and_minutes(typed: str) -> tuple[int, int]:
    hours, colon, minutes = typed.partition(":")
    if not colon or len(minutes) != 2 or not (hours.isdigit() and minutes.isdigit()):
        raise ValueError(typed)
    return int(hours), int(minutes)


class _TimeOfDay(StringField):
    """A wall-clock time; `data` is a `datetime.time` once it was read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip().replace(".", ":")
        self.typed_text = typed
        if not typed:
            self.data = None
            return
        try:
            if not typed.isascii():
                raise ValueError
            self.data = time(*_hours_and_minutes(typed))
        except ValueError:
            self.data = None
            raise ValueError(str(_l("Enter a time like 14:30."))) from None

    def _value(self) -> str:
        if isinstance(self.data, time):
            return self.data.strftime("%H:%M")
        return getattr(self, "typed_text", "")


def time_of_day(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """A time on a 24-hour clock."""
    kw = {**_hint(hint or _l("For example, 14:30."), classes="govuk-input--width-5"), "inputmode": "numeric"}
    return _TimeOfDay(label, validators=_validators(required), widget=GovTextInput(), render_kw=kw)


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
        widget=_Radios(),
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
        widget=GovSelect(),
        render_kw=_hint(hint) or None,
    )


def pick_several(
    label: Any,
    choices: Sequence[tuple[Any, Any]] | None = None,
    *,
    required: Any = None,
    hint: Any = None,
    coerce: Callable[[Any], Any] = str,
) -> Any:
    """Any number of a few, as boxes to tick."""
    return SelectMultipleField(
        label,
        choices=list(choices or []),
        coerce=coerce,
        validators=_validators(required),
        widget=_Boxes(),
        render_kw=_hint(hint) or None,
    )


def tick(label: Any, *, required: Any = None, hint: Any = None) -> Any:
    """One box to tick. `required` is the sentence shown when it must be ticked and is not."""
    checks = [InputRequired(message=required)] if required else []
    return BooleanField(label, validators=checks, widget=_Box(), render_kw=_hint(hint) or None)


def file(label: Any, *, hint: Any = None) -> Any:
    """A file. Kinds and size are told before choosing; the content is checked by `uploaded`."""
    shown = hint or _l("PDF, Word, Excel, PowerPoint, text or a picture; at most 20 MB.")
    allowed = FileAllowed(
        sorted(storage.TYPES), _l("The file must be one of these kinds: PDF, Word, Excel, PowerPoint, text, JPEG, PNG.")
    )
    return FileField(
        label, validators=[allowed], widget=GovFileInput(), render_kw={**_hint(shown), "accept": storage.ACCEPTED}
    )


def send(label: Any) -> Any:
    """The button. A verb: "Send the invitation"."""
    return SubmitField(label, widget=GovSubmitInput())


def uploaded(form: PortalForm, field: Any, *, most_bytes: int) -> tuple[bool, Upload | None]:
    """Check the chosen file and lay it in the store, before any transaction. (False, None) when it was refused: the words are on the field."""
    chosen = field.data
    if not chosen or not getattr(chosen, "filename", ""):
        return True, None
    try:
        return True, storage.receive(chosen.stream, chosen.filename, field=field.name, most_bytes=most_bytes)
    except RuleBroken as refusal:
        form.show(refusal)
        return False, None
