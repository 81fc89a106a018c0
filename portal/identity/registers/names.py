"""The names of registers on the screen."""

from babel import Locale
from flask_babel import get_locale

from portal.core.i18n import _l

_NAMES = {
    "gias": _l("Register of England (GIAS)"),
    "gias-links": _l("Links of the register of England"),
    "ni": _l("Register of Northern Ireland"),
    "scotland": _l("Register of Scotland"),
    "wales": _l("Register of Wales"),
    "fr": _l("Register of France"),
}


def register_name(register: str | None) -> str:
    """The name of a register in the reader's language; of a country's plain table, the country."""
    if register in _NAMES:
        return str(_NAMES[register])
    territories = Locale.parse(str(get_locale() or "en")).territories
    return str(territories.get((register or "").upper(), register or ""))
