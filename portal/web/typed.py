"""What was typed into a form that could not be carried out, so that it can be shown to be copied."""

import re

from flask import request
from werkzeug.exceptions import HTTPException

SECRET_FIELDS = frozenset({"csrf_token", "once_key", "password", "current_password", "code", "passkey_answer"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_CHOSEN = re.compile(
    r"|y|yes|no|true|false|\d{1,4}|[a-z]{2,3}|[a-z]+_[a-z_]+|[0-9a-f-]{32,36}"
)  # what a form holds that nobody types: numbers of a day, languages, choices, ids


def typed_text() -> dict[str, str]:
    """What somebody typed, by field, however short. Never passwords, keys or tokens; nor what was only ticked or chosen, as far as it shows."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return {}
    try:
        return {k: v for k, v in request.form.items() if k not in SECRET_FIELDS and not _CHOSEN.fullmatch(v.strip())}
    except HTTPException:
        return {}
