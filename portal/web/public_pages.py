"""Pages that anyone may read."""

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.web import login
from portal.web.access import public
from portal.web.cookies import listed
from portal.web.security import FOR_EVERYONE

bp = Blueprint("public", __name__)


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """The landing page; someone who is signed in goes on to what needs them."""
    if login.signed_in() is not None:
        return redirect(url_for("needs.show"))
    return render_template("public/home.html")


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, why, for how long and who sees it; the figures are those of the settings."""
    return render_template("public/privacy.html", settings=current_app.config["SETTINGS"])


@bp.get("/cookies")
@public
def cookies() -> ResponseReturnValue:
    """Every cookie that the portal sets, from the list that a test compares with what it does set."""
    return render_template("public/cookies.html", cookies=listed())


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html")


@bp.get("/terms")
@public
def terms() -> ResponseReturnValue:
    return render_template("public/terms.html")


@bp.get("/safety")
@public
def safety() -> ResponseReturnValue:
    return render_template("public/safety.html")


@bp.get("/safety/assessment")
@public
def assessment() -> ResponseReturnValue:
    """What could go wrong here, and whether children could come here: what the programme has written down, in short."""
    return render_template("public/assessment.html")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What search engines may look at: the pages for everyone."""
    adapter = current_app.url_map.bind("portal.invalid")
    allowed = [f"Allow: {adapter.build(name)}$" for name in sorted(FOR_EVERYONE)]
    lines = ["User-agent: *", *allowed, "Allow: /assets/", "Disallow: /"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/help", endpoint="help")
@public
def help_page() -> ResponseReturnValue:
    return render_template("public/help.html")
