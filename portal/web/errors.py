"""Every refusal has a page that says what to do next; every surprise has a number that is also in the log."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core.database import session
from portal.core.errors import AlreadyDone, Frozen, NotFound, NotPermitted, Refusal, TryLater
from portal.core.i18n import _
from portal.web.typed import typed_text

KNOWN = (400, 403, 404, 409, 413, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Bind the handlers. Order does not matter: Flask takes the closest class."""
    app.register_error_handler(NotFound, lambda error: _not_there())
    app.register_error_handler(NotPermitted, lambda error: page(403, message=error.message))
    app.register_error_handler(Frozen, lambda error: page(403, message=error.message, frozen=True))
    app.register_error_handler(Refusal, lambda error: page(409, message=error.message))
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(TryLater, lambda error: page(503))
    app.register_error_handler(CSRFError, lambda error: page(400, message=None, expired=True))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, lambda error: page(503))
    app.register_error_handler(Exception, _surprise)


class Moved:
    """What rooms above put in at assembly: where a page is now that is not where it was asked for (a cluster that became part of another). None: nowhere."""

    def __init__(self) -> None:
        self.new_address: Callable[[], str | None] = lambda: None


moved = Moved()


def _not_there() -> ResponseReturnValue:
    """To where the page is now, or the page that says that it is not there."""
    _forget_the_transaction()
    address = moved.new_address()
    if address is None:
        return page(404)
    return redirect(address, 301 if request.method == "GET" else 303)


def page(status: int, *, message: str | None = None, **context: Any) -> ResponseReturnValue:
    """The page for a status. Falls back to plain words when even the template fails."""
    try:
        _forget_the_transaction()
        return render_template(f"errors/{status}.html", message=message, typed=typed_text(), **context), status
    except Exception:  # the page of an error must not fail itself
        current_app.logger.exception("the page for %s could not be shown", status)
        return _plain(status), status


def dead_link(**context: Any) -> ResponseReturnValue:
    """The page of a mailed link that works no longer. `is_for_a_head`, `asks_the_coordinator`: who can send another one."""
    return render_template("accounts/dead_link.html", **context), 404


def _forget_the_transaction() -> None:
    try:
        session().rollback()
    except Exception:  # the database may be away: the page does without
        current_app.logger.warning("no rollback: the database is away")


def _plain(status: int, number: str = "") -> str:
    reference = f"<p>Reference: {number}</p>" if number else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sorry, something went wrong</title></head><body><main>'
        f"<h1>Sorry, something went wrong</h1><p>Nothing was changed by half. Please try again in a minute.</p>{reference}</main></body></html>"
    )


def _already_done(error: AlreadyDone) -> ResponseReturnValue:
    if error.was_sent_anew:
        flash(_("You had sent this a few minutes ago, so it was done once."), "again")
    return redirect(error.answer, 303)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if code == 405:
        allowed = {"Allow": ", ".join(sorted(getattr(error, "valid_methods", None) or []))}
        return render_template("errors/400.html", message=None, typed={}, expired=False), 405, allowed
    answer = page(code if code in KNOWN else 400)
    if code == 429:
        told = current_app.make_response(answer)
        told.headers["Retry-After"] = str(getattr(error, "retry_after", None) or 60)
        return told
    if code in KNOWN:
        return answer
    return answer[0], code  # type: ignore[index, return-value]


def _database_away(error: OperationalError) -> ResponseReturnValue:
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return page(503)


def _surprise(error: Exception) -> ResponseReturnValue:
    number = secrets.token_hex(4)
    current_app.logger.exception("reference=%s path=%s", number, request.path)
    if (
        current_app.testing
        and current_app.config.get("PROPAGATE_SURPRISES", True)
        and not isinstance(error, DBAPIError | TemplateError)
    ):
        raise error
    try:
        _forget_the_transaction()
        return render_template("errors/500.html", reference=number, typed=typed_text()), 500
    except Exception:  # the last page: plain words
        return _plain(500, number), 500
