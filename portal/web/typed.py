"""What was typed into a form that could not be carried out, so that it can be shown to be copied."""

import re

from flask import request
from werkzeug.exceptions import HTTPException

SECRET_FIELDS = frozenset(
    {"csrf_token", "once_key", "password", "current_password", "code", "passkey_answer", "version"}
)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHOSEN = re.compile(
    r"|y|yes|no|true|false|\d{1,4}|[a-z]{2,3}|[a-z]+_[a-z_]+|[0-9a-f-]{32,36}"
)  # what a form holds that nobody types: numbers of a day, languages, choices, ids


def typed_text() -> dict[str, str]:
    """What somebody typed, by field, however short. Never passwords, keys or tokens; nor what was only ticked or chosen, as far as it shows."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return {}
    try:
        typed = {name: _in_one(request.form.getlist(name)) for name in request.form if name not in SECRET_FIELDS}
    except HTTPException:
        return {}
    return {name: words for name, words in typed.items() if not _CHOSEN.fullmatch(words.strip())}


def _in_one(values: list[str]) -> str:
    """The words of a field; day, month and year of a date together."""
    is_date = len(values) == 3 and all(value.strip().isdecimal() for value in values)
    return " ".join(values) if is_date else values[0]
