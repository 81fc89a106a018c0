"""The translations of the portal, read from their .po files when a language is first spoken: no compiled copy can be older than what a translator wrote."""

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale

FOLDER = Path(__file__).parent.parent / "translations"


class Catalogues(Domain):  # type: ignore[misc]  # the library has no types
    """Flask-Babel's domain, without its compiled files."""

    def get_translations(self) -> Any:
        """The catalogue of the language that is spoken now; an empty one, which says everything in English, where there is none."""
        locale = get_locale()
        if locale is None:
            return NullTranslations()
        held, key = self.get_translations_cache(g), (str(locale), self.domain[0])
        if key not in held:
            held[key] = read(FOLDER / str(locale) / "LC_MESSAGES" / "messages.po")
        return held[key]


def read(path: Path) -> Any:
    """The translations of one file; none where there is no file."""
    if not path.is_file():
        return Translations()
    from babel.messages.mofile import write_mo  # only where a language is spoken that has a file
    from babel.messages.pofile import read_po

    packed = BytesIO()
    with path.open("rb") as file:
        write_mo(packed, read_po(file))
    packed.seek(0)
    return Translations(packed)
