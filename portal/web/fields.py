"""What the fields of forms stand on: what a field must be, how it is read. The widgets are in `widgets`, the constructors in `forms`."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from wtforms import DateField, Field, IntegerField, StringField, ValidationError
from wtforms.validators import Length, StopValidation

from portal.core.i18n import _, _l
from portal.web import moments

_IN_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,3}( [0-9]{3})+")


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


class EmailAddress:
    """It looks like an e-mail address."""

    def __call__(self, form: Any, field: Field) -> None:
        from email_validator import EmailNotValidError, validate_email  # 40 ms to import, needed by three pages

        try:
            validate_email(field.data or "", check_deliverability=False)
        except (EmailNotValidError, ValueError):
            raise ValidationError(str(_l("Enter an e-mail address like name@example.org."))) from None


class WebLink:
    """An address that begins with http or https, of a host with a name."""

    def __call__(self, form: Any, field: Field) -> None:
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


class WholeNumber(IntegerField):
    """A whole number in plain digits; thousands may stand apart, as in 1,900 or 1 900."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        typed = valuelist[0].strip()
        if _IN_THOUSANDS.fullmatch(typed):
            typed = typed.replace(",", "").replace(" ", "")
        if not (typed.isascii() and typed.lstrip("-").isdigit() and len(typed) < 10):
            self.data = None
            raise ValueError(str(_l("Enter a whole number, like 5.")))
        self.data = int(typed)


class Day(DateField):
    """A date from three boxes."""

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


def _hours_and_minutes(typed: str) -> tuple[int, int]:
    hours, colon, minutes = typed.partition(":")
    if not colon or len(minutes) != 2 or not (hours.isdigit() and minutes.isdigit()):
        raise ValueError(typed)
    return int(hours), int(minutes)


class TimeOfDay(StringField):
    """A wall-clock time; `data` is a `datetime.time` once it was read. `wrong`: what is said of what is no time."""

    def __init__(self, label: Any = None, *, wrong: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.wrong = wrong or _l("Enter a time like 14:30.")

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
            raise ValueError(str(self.wrong)) from None

    def _value(self) -> str:
        if isinstance(self.data, time):
            return self.data.strftime("%H:%M")
        return getattr(self, "typed_text", "")


def held_words(field: Field) -> str:
    """What a field holds, in words, for who may read it and not change it. Empty where it holds nothing."""
    if field.type == "BooleanField":
        return str(_("Yes") if field.data else _("No"))
    if getattr(field, "choices", None):
        held = field.data if isinstance(field.data, list | tuple | set) else [field.data]
        chosen = {str(one) for one in held if one is not None}
        return "\n".join(str(label) for value, label, *_rest in field.iter_choices() if str(value) in chosen)
    if isinstance(field.data, date):
        return moments.day(field.data)
    if field.data is None or isinstance(field.data, list):
        return ""
    return str(field._value()) if hasattr(field, "_value") else str(field.data)
