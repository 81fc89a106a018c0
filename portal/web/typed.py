"""What was typed into a form that could not be carried out, so that it can be shown to be copied."""

from flask import request
from werkzeug.exceptions import HTTPException

SECRET_FIELDS = frozenset({"csrf_token", "once_key", "password", "current_password", "code", "passkey_answer"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def typed_text(*, at_least: int = 41) -> dict[str, str]:
    """The values of so many characters or more, by field. Never passwords, keys or tokens."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return {}
    try:
        return {k: v for k, v in request.form.items() if len(v) >= at_least and k not in SECRET_FIELDS}
    except HTTPException:
        return {}
