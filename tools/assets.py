"""Builds what browsers are sent: one style sheet (and its mirror image for right-to-left), one script, the typeface.

GOV.UK Frontend is taken from node_modules without its crown, typeface and wordmark. Every file gets its fingerprint in its name and lies beside
a gzip and a brotli copy; `manifest.json` maps plain names to fingerprinted ones. Translations are compiled too.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import brotli
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "portal" / "static"
DIST = STATIC / "dist"
FONT = MODULES / "@fontsource-variable" / "atkinson-hyperlegible-next" / "files"
FACES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "latin-ext": "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+2C60-2C7F",
}
# Typefaces for what is printed: PDF needs plain outlines, one file for each weight and script.
PRINTED = {"regular": 400, "bold": 700}
SCRIPTS = ("arabic", "devanagari", "khmer")
MAP_HEIGHT = 284  # down to 58 degrees south
SQUEEZED = {".css", ".js", ".svg", ".json"}


def govuk_css() -> str:
    """The kit's style sheet with our typeface in place of the licensed one."""
    css = (MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.css").read_text(encoding="utf-8")
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace('"GDS Transport",arial,sans-serif', "var(--brand-font)").replace(
        "GDS Transport,arial,sans-serif", "var(--brand-font)"
    )
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    if "GDS Transport" in css:
        sys.exit("the kit's style sheet still names its own typeface: the replacement needs another look")
    return css


def faces(fonts: dict[str, str]) -> str:
    """The typeface's rules, with fingerprinted addresses."""
    rule = (
        '@font-face{{font-family:"Atkinson Hyperlegible Next";font-weight:200 800;font-display:swap;'
        'src:url("/assets/{file}") format("woff2");unicode-range:{range}}}'
    )
    return "".join(rule.format(file=fonts[name], range=FACES[name]) for name in FACES)


def keep(name: str, content: bytes, manifest: dict[str, str]) -> str:
    """Write a file under its fingerprinted name, squeezed twice where that helps."""
    stem, dot, ending = name.rpartition(".")
    fingerprinted = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    path = DIST / fingerprinted
    path.write_bytes(content)
    if path.suffix in SQUEEZED:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
    manifest[name] = fingerprinted
    return fingerprinted


def mirrored(css: str) -> str:
    """The style sheet for languages that run from right to left."""
    command = ["node", str(MODULES / "rtlcss/bin/rtlcss.js"), "-", "-"]
    return subprocess.run(command, input=css, capture_output=True, text=True, check=True).stdout


def parts(line: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """A ring in parts that do not jump from one edge of the map to the other; what lies south of the map is left out."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in line:
        if found[-1] and abs(point[0] - found[-1][-1][0]) > 360:
            found.append([])
        found[-1].append(point)
    if len(found) > 1 and abs(found[-1][-1][0] - found[0][0][0]) < 360:
        found[0] = found.pop() + found[0]
    return [part for part in found if len(part) > 2 and min(y for _x, y in part) < MAP_HEIGHT]


def world_map() -> bytes:
    """The land of the earth as one picture without Antarctica: a degree of longitude is two units wide, a degree of latitude two units high."""
    atlas = json.loads((MODULES / "world-atlas/countries-110m.json").read_text(encoding="utf-8"))
    (wide, high), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for east, north in arc:
            x, y = x + east, y + north
            points.append((round((x * wide + left + 180) * 2, 1), round((84 - (y * high + bottom)) * 2, 1)))
        arcs.append(points)
    shapes = []
    for rings in atlas["objects"]["land"]["geometries"][0]["arcs"]:
        for ring in rings:
            line = [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]
            shapes += ["M" + "L".join(f"{x:g} {y:g}" for x, y in part) + "Z" for part in parts(line)]
    box = f'viewBox="0 0 720 {MAP_HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path fill="#c9d9d5" d="{"".join(shapes)}"/></svg>'.encode()


def printed_fonts() -> int:
    """The typefaces of PDF files, made from those of the pages; other scripts come from Noto. They lie in a folder of their own, for no browser."""
    folder = DIST / "print"
    folder.mkdir()
    for weight, axis in PRINTED.items():
        for face in FACES:
            font = TTFont(FONT / f"atkinson-hyperlegible-next-{face}-wght-normal.woff2")
            outlines = instancer.instantiateVariableFont(font, {"wght": axis})
            outlines.flavor = None
            outlines.save(folder / f"{face}-{weight}.ttf")
    for script in SCRIPTS:
        name = f"noto-sans-{script}"
        font = TTFont(MODULES / "@fontsource" / name / "files" / f"{name}-{script}-400-normal.woff2")
        font.flavor = None
        font.save(folder / f"{script}.ttf")
    return len(list(folder.iterdir()))


def compile_words() -> None:
    """Translations as gettext reads them."""
    for source in sorted((ROOT / "portal/translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as readable, source.with_suffix(".mo").open("wb") as writable:
            write_mo(writable, read_po(readable))


def main() -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir(parents=True)
    manifest: dict[str, str] = {}
    fonts = {}
    for name in FACES:
        content = (FONT / f"atkinson-hyperlegible-next-{name}-wght-normal.woff2").read_bytes()
        fonts[name] = keep(f"atkinson-{name}.woff2", content, manifest)
    own = "".join(
        p.read_text(encoding="utf-8")
        for p in sorted((STATIC / "css").glob("*.css"), key=lambda p: (p.stem != "tokens", p.stem))
    )
    css = faces(fonts) + govuk_css() + own
    keep("portal.css", css.encode(), manifest)
    keep("portal.rtl.css", mirrored(css).encode(), manifest)
    keep("govuk-frontend.js", (MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js").read_bytes(), manifest)
    for script in sorted((STATIC / "js").glob("*.js")):
        body = script.read_text(encoding="utf-8").replace(
            "{{govuk-frontend.js}}", "/assets/" + manifest["govuk-frontend.js"]
        )
        keep(script.name, body.encode(), manifest)
    keep("world.svg", world_map(), manifest)
    for picture in sorted((STATIC / "img").glob("*.svg")):
        keep(picture.name, picture.read_bytes(), manifest)
    (DIST / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    printed_fonts()
    compile_words()
    print(f"{len(manifest)} files in {DIST.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
