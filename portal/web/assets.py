"""Style sheet, script and typeface: fingerprinted, squeezed beforehand, kept by browsers for a year."""

import json
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from portal.web.access import public

DIST = Path(__file__).parent.parent / "static" / "dist"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}

bp = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Read the manifest once; without one (assets not built) names are used as they are."""
    manifest = DIST / "manifest.json"
    app.extensions["assets"] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    app.extensions["asset_names"] = frozenset(app.extensions["assets"].values())
    app.register_blueprint(bp)


def asset_url(name: str) -> str:
    """The address of a file by its plain name."""
    return "/assets/" + str(current_app.extensions["assets"].get(name, name))


@bp.get("/assets/<name>")
@public
def serve(name: str) -> ResponseReturnValue:
    """A built file, in the smallest form that the browser takes."""
    if name not in current_app.extensions["asset_names"]:
        abort(404)
    path = DIST / name
    squeezed = None
    for coding, ending in (("br", ".br"), ("gzip", ".gz")):
        if request.accept_encodings.quality(coding) > 0 and (DIST / (name + ending)).exists():
            squeezed, path = coding, DIST / (name + ending)
            break
    answer = send_file(
        path, mimetype=TYPES.get(Path(name).suffix, "application/octet-stream"), conditional=True, etag=False
    )
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    if squeezed:
        answer.headers["Content-Encoding"] = squeezed
    return answer
