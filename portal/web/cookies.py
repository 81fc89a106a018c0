"""Every cookie that the portal sets: its name, what for, until when. The page *Cookies* shows this list; a test compares it with the cookies that come."""

from typing import Any, NamedTuple

from flask import current_app

from portal.core.i18n import _
from portal.web import bilingual, login


class Cookie(NamedTuple):
    """One cookie, in words."""

    name: str
    what_for: Any
    until: Any


def listed() -> list[Cookie]:
    """All of them, under the names that they have here."""
    config = current_app.config
    days = config["SETTINGS"].session_days
    return [
        Cookie(
            config["SESSION_COOKIE_NAME"],
            _("Protects forms against other sites and carries the message that something was done"),
            _("You close the browser"),
        ),
        Cookie(
            login.cookie_name(),
            _("Knows that you are signed in"),
            _("You sign out; at most %(days)d days", days=days),
        ),
        Cookie(
            login.device_name(),
            _("Knows that you have signed in with this browser before, so that you are told of a strange one"),
            _("%(days)d days; not on a shared computer", days=login.DEVICE_LASTS // 86_400),
        ),
        Cookie(
            login.KEPT_COOKIE,
            _("Finds the form that you were writing when your session ended"),
            _("One hour"),
        ),
        Cookie(
            bilingual.cookie_name(),
            _("Remembers whether you read the forms of programmes in English or in Welsh"),
            _("%(days)d days", days=bilingual.LASTS // 86_400),
        ),
    ]
