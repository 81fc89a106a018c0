"""What was typed into a form that could not be carried out, so that it can be shown to be copied."""

import re
from collections.abc import Mapping

from flask import g, request
from werkzeug.exceptions import HTTPException

SECRET_FIELDS = frozenset(
    {"csrf_token", "once_key", "password", "current_password", "code", "passkey_answer", "version"}
)
KEPT_FILE, DROPPED_FILE = "kept_", "dropped_"
"""How the names begin of what stands in a form for files that were kept (web/kept.py), before the name of their box."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHOSEN = re.compile(
    r"|y|yes|no|true|false|\d{1,4}|[a-z]{2,3}|[a-z]+_[a-z_]+|[0-9a-f-]{32,36}"
)  # what a form holds that nobody types: numbers of a day, languages, choices, ids

_ID = re.compile(r"_[0-9a-f]{32}$")  # what tells one question of a form from the next


def typed_text() -> dict[str, str]:
    """What somebody typed, by the words that stood over each box, however short. Never passwords, keys or tokens; nor what was only ticked or chosen, as
    far as it shows."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return {}
    try:
        typed = {name: _in_one(request.form.getlist(name)) for name in request.form if _is_typed(name)}
    except HTTPException:
        return {}
    found: dict[str, str] = {}
    for name, words in typed.items():
        if not _CHOSEN.fullmatch(words.strip()):
            label = _label(name)
            found[label if label not in found else f"{label} ({len(found) + 1})"] = words
    return found


def _is_typed(name: str) -> bool:
    return name not in SECRET_FIELDS and not name.startswith((KEPT_FILE, DROPPED_FILE))


def note_labels(labels: Mapping[str, str]) -> None:
    """A form was built in this request: what stands over each of its boxes."""
    g.labels = {**g.get("labels", {}), **labels}


def _label(name: str) -> str:
    """The words over a box; its own name in plain letters, where it was refused before there was a form."""
    return str(g.get("labels", {}).get(name) or _ID.sub("", name).replace("_", " ").capitalize())


def _in_one(values: list[str]) -> str:
    """The words of a field; day, month and year of a date together."""
    is_date = len(values) == 3 and all(value.strip().isdecimal() for value in values)
    return " ".join(values) if is_date else values[0]
