"""The second look: what looks like contact details or a list of pupils is asked about once before other schools read it (check S7).

A form names the fields that others read in `read_by_others`. A tick then stands beside the first field in which something was found; nothing is refused,
and nothing that was typed is lost. What stood there before and was not changed is not asked about again.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from wtforms import BooleanField

from portal.core.i18n import _, _l
from portal.core.second_look import Concern, concerns
from portal.web.widgets import Box

NAME = "looked_again"
WORDS = {
    Concern.PHONE: _l("a phone number"),
    Concern.EMAIL: _l("an e-mail address"),
    Concern.SOCIAL: _l("an account of another service"),
    Concern.NAMES: _l("a list of names"),
    Concern.NAME: _l("somebody’s full name beside a picture"),
}


def said(found: Sequence[Concern]) -> str:
    """What was found, in words."""
    return ", ".join(str(WORDS[one]) for one in found)


class LooksTwice:
    """The part of every form that asks once. `read_by_others`: the fields of text that people of other schools, or everyone, read."""

    read_by_others: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked: dict[str, list[str]] = {}
        self._box: Any = None
        if self.read_by_others and self.is_submitted():  # type: ignore[attr-defined]
            self.look()

    @property
    def asks_again(self) -> bool:
        """Something was found, and nobody has said yet that it may be shared."""
        return bool(self._asked) and not self._box.data

    def look(self) -> None:
        """Look at what was sent, and put the tick beside the first field that is asked about."""
        self._asked = {name: words for name, words in self.to_ask().items() if words}
        for field in self:  # type: ignore[attr-defined]
            field.looked_again = None
        self._box = self._tick() if self._asked else None
        for name in list(self._asked)[:1]:
            self[name].looked_again = self._box  # type: ignore[index]

    def to_ask(self) -> dict[str, list[str]]:
        """What is asked, by the name of the field. For forms that look at more than words."""
        fields = [self[name] for name in self.read_by_others if name in self]  # type: ignore[index,operator]
        changed = [field for field in fields if field.data and field.data != field.object_data]
        return {field.name: question(concerns(field.data)) for field in changed}

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; and the box must be ticked when something was found."""
        fine = bool(super().validate(extra_validators))  # type: ignore[misc]
        if not self.asks_again:
            return fine
        for name, words in self._asked.items():
            self[name].errors = [*self[name].errors, *words]  # type: ignore[index]
        return False

    def _tick(self) -> Any:
        words = _l("I have looked again: it is about staff or a school, and may be shared")
        box = BooleanField(words, widget=Box())
        bound = self.meta.bind_field(self, box, {"name": NAME, "prefix": self._prefix})  # type: ignore[attr-defined]
        bound.process(request.form)
        return bound


def question(found: Sequence[Concern]) -> list[str]:
    """The sentence beside the field; none when nothing was found."""
    if not found:
        return []
    words = _(
        "This seems to hold %(what)s. Other schools read it. Never share a way to reach a pupil, or a list of pupils. "
        "If it is right as it is, tick the box and send it again.",
        what=said(found),
    )
    return [str(words)]
