"""The kit's widgets, each shown as the kit shows it, and made once.

The kit makes every field anew from nested templates, which takes longer than all statements of a page together. A field in which nobody has typed
looks the same each time, so what the kit made of it is kept. Fields with a value or an error are made afresh: nothing that people typed is kept.
"""

from typing import Any

from govuk_frontend_wtf import wtforms_widgets as kit
from markupsafe import Markup

from portal.core.i18n import _
from portal.web import kept

MOST_KEPT = 1000

_kept: dict[tuple[str, str], Markup] = {}


class _MadeOnce:
    """Renders through the kit, unless these very parameters were rendered before."""

    template: str

    def render(self, params: dict[str, Any]) -> Markup:
        if params.get("errorMessage"):  # what is read aloud before it
            params["errorMessage"] = {**params["errorMessage"], "visuallyHiddenText": _("Error")}
        if not _is_untouched(params):
            return self._made(params)
        key = (self.template, repr(params))  # lazy words are shown in the reader's language by repr, too
        made = _kept.get(key)
        if made is None:
            made = self._made(params)
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = made
        return made

    def _made(self, params: dict[str, Any]) -> Markup:
        made: Markup = super().render(params)  # type: ignore[misc]
        return made


def _is_untouched(params: dict[str, Any]) -> bool:
    if params.get("errorMessage") or params.get("value") not in (None, "", False, "y"):  # a button that sends has "y"
        return False
    return not any(item.get("name") and item.get("value") for item in params.get("items") or ())


class _AskedTwice:
    """A field of which something may be asked once more (see web/twice.py): the box for it stands right below."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        made: Markup = super().__call__(field, **kwargs)  # type: ignore[misc]
        box = getattr(field, "looked_again", None)
        return made if box is None else made + box()


class TextInput(_AskedTwice, _MadeOnce, kit.GovTextInput):
    """One line."""


class TextArea(_AskedTwice, _MadeOnce, kit.GovTextArea):
    """Several lines."""


class PasswordInput(_MadeOnce, kit.GovPasswordInput):
    """A password, with a button that shows it, in the words of the reader."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        return {
            **super().map_gov_params(field, **kwargs),
            "showPasswordText": _("Show"),
            "hidePasswordText": _("Hide"),
            "showPasswordAriaLabelText": _("Show password"),
            "hidePasswordAriaLabelText": _("Hide password"),
            "passwordShownAnnouncementText": _("Your password is visible"),
            "passwordHiddenAnnouncementText": _("Your password is hidden"),
        }


class Select(_MadeOnce, kit.GovSelect):
    """One of a list."""


class FileInput(_AskedTwice, _MadeOnce, kit.GovFileInput):
    """A file to choose; below it what was chosen before, if the form could not be carried out."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        made: Markup = super().__call__(field, **kwargs)
        return made + kept.beside(field)


class SubmitInput(_MadeOnce, kit.GovSubmitInput):
    """A button that sends."""


class DateBoxes(_MadeOnce, kit.GovDateInput):
    """Day, month, year; what is needed is said by us, not by the browser."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params.pop("required", None)
        (params.get("attributes") or {}).pop("required", None)
        for item, label in zip(params["items"], (_("Day"), _("Month"), _("Year")), strict=True):
            item["label"] = label
        return params


class _NoEmptyHint:
    """The widgets of several boxes show an empty hint when there is none; this leaves it out."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        if not str((params.get("hint") or {}).get("text") or ""):
            params.pop("hint", None)
        return params


class Radios(_MadeOnce, _NoEmptyHint, kit.GovRadioInput):
    """One of a few."""


class Boxes(_MadeOnce, _NoEmptyHint, kit.GovCheckboxesInput):
    """Any of a few."""


class Box(_MadeOnce, _NoEmptyHint, kit.GovCheckboxInput):
    """One box to tick. Its hint stands below its words: above them it would be read as something said of the whole form."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        hint = params.pop("hint", None)
        if hint:
            params["items"][0]["hint"] = hint
        return params
