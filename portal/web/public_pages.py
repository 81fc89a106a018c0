"""Pages that anyone may read."""

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.web import login
from portal.web.access import public

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
    return render_template("public/cookies.html")


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


@bp.get("/help", endpoint="help")
@public
def help_page() -> ResponseReturnValue:
    return render_template("public/help.html")
