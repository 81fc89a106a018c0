"""Fonts for papers that the portal makes itself: found where the system keeps them (XDG data folders), never part of the portal.

`fonts-dejavu-core` has every letter of the languages that the portal speaks (Welsh \u0175 and \u0177, Arabic); the Noto fonts, where they are installed, add
further scripts for names.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

PLAIN, BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
FURTHER = (
    "NotoSansKhmer-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansEthiopic-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "KhmerOS.ttf",
)


@dataclass(frozen=True)
class Fonts:
    """The files: plain, bold, and those for further scripts."""

    plain: Path
    bold: Path
    further: tuple[Path, ...]

    def cannot_write(self, text: str) -> str:
        """The characters of this text that none of the fonts has; spaces and marks of direction need none."""
        known = frozenset[int]().union(*(_characters(path) for path in (self.plain, *self.further)))
        return "".join(sorted({c for c in text if ord(c) not in known and c.isprintable() and not c.isspace()}))


@cache
def find_fonts() -> Fonts | None:
    """The fonts of this system; None where the first two are not installed."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for path in sorted(folder.rglob("*.ttf")):
            found.setdefault(path.name, path)
    if PLAIN not in found or BOLD not in found:
        return None
    return Fonts(found[PLAIN], found[BOLD], tuple(found[name] for name in FURTHER if name in found))


def _folders() -> list[Path]:
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or os.pathsep.join(("/usr/local/share", "/usr/share"))
    return [folder for base in (home, *shared.split(os.pathsep)) if (folder := Path(base) / "fonts").is_dir()]


@cache
def _characters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
