"""Do the words of a score point into the application: with a quote, or with the name of a section (4b of the design)? Pure."""

import re
from collections.abc import Mapping
from typing import Any

from portal.core.i18n import _

_QUOTE = re.compile(r"[“„«「『\"]\s*\w[^“”«»」』\"]*[“”»」』\"]|[‘‚‹]\s*\w[^‘’›]*[‘’›]")


def sections_of(text: Mapping[str, Any]) -> list[str]:
    """What the parts of a sealed text are called on the page of its reader: its sections and the headings of its evidence, in both languages, and the rest."""
    titles = [section.get("title", "") for section in text.get("sections", ())]
    titles += [item.get("heading_title", "") for item in text.get("evidence", ())]
    titles += [part.get("in_welsh", {}).get("title", "") for part in text.get("sections", ())]
    titles += [item.get("in_welsh", {}).get("heading_title", "") for item in text.get("evidence", ())]
    titles += [_("Schools"), _("What binds the schools"), _("Evidence"), _("Letters of support")]
    return [title for title in titles if title]


def points_into(words: str, sections: list[str]) -> bool:
    """A quote stands in the words, or a section is named, in capitals or not."""
    if _QUOTE.search(words):
        return True
    held = " ".join(words.casefold().split())
    return any(re.search(rf"(?<!\w){re.escape(' '.join(one.casefold().split()))}(?!\w)", held) for one in sections)
