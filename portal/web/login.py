"""Who is signed in, and the way to the sign-in page and back.

The cookie holds a random value whose hash is a row of `web_session`: signing out, ending a session elsewhere, a lost role take effect at the next
request. Flask-Login asks us through its request loader. Before sign-in there is only the signed cookie that protects forms.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.extensions import login_manager
from portal.policy import SignedIn, acting
from portal.web.typed import SECRET_FIELDS, typed_text

KEPT_COOKIE = "portal_kept"
DEVICE_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie for longer
PROVED_FOR = timedelta(minutes=15)


class People:
    """How the person of a cookie is found; put in at assembly by the layers that know the tables."""

    def __init__(self) -> None:
        self.by_token: Callable[[str], SignedIn | None] = lambda token_hash: None
        self.by_id: Callable[[uuid.UUID], SignedIn | None] = lambda person_id: None
        self.keep_form: Callable[[str, str, dict[str, Any]], str | None] = lambda token_hash, path, fields: None


people = People()


def init_app(app: Flask) -> None:
    """Bind Flask-Login to our sessions."""
    login_manager.session_protection = None  # a session is a row of ours, not a mark in the signed cookie
    login_manager.init_app(app)
    login_manager.request_loader(_load)


def cookie_name() -> str:
    """`__Host-` under https: bound to this host, this path and a secure line."""
    return "__Host-portal_session" if current_app.config["SESSION_COOKIE_SECURE"] else "portal_session"


def device_name() -> str:
    """The name of the cookie by which a browser is known again."""
    return "__Host-portal_device" if current_app.config["SESSION_COOKIE_SECURE"] else "portal_device"


def device_token() -> str:
    """The mark of this browser; a new one when it has none."""
    token = request.cookies.get(device_name(), "")
    return token if 20 <= len(token) <= 100 else new_token()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(24)


def _load(_request: Any) -> SignedIn | None:
    token = request.cookies.get(cookie_name())
    if not token or len(token) > 100:
        return None
    return people.by_token(token_hash(token))


def signed_in() -> SignedIn | None:
    """The person of this request; None when nobody is signed in."""
    held: Any = g._get_current_object()  # asked dozens of times a page, and a proxy is slow
    if "person_again" in held:
        return held.person_again  # type: ignore[no-any-return]
    person = held.get("_login_user") or current_user._get_current_object()
    return person if person is not None and person.is_authenticated else None


def me() -> SignedIn:
    """The person of this request, inside a guarded view. Where the view is for an act, without the schools and clusters that are read-only."""
    person = signed_in()
    if person is None:
        raise RuntimeError("nobody is signed in: is this view guarded?")
    return acting(person) if person.freezes and g.get("is_an_act", False) else person


def read_again() -> SignedIn | None:
    """The person as they are now, in the running transaction."""
    person = signed_in()
    if person is None:
        return None
    g.person_again = people.by_id(person.id)
    return g.person_again  # type: ignore[no-any-return]


def ask_to_sign_in() -> ResponseReturnValue:
    """To the sign-in page and back. A form that met an expired session is kept for an hour for the same person; where the browser no longer says
    whose it was, it is not kept for anyone, but answered with what was typed in it."""
    answer: Any = redirect(url_for("accounts.sign_in", next=_path_back()), 303)
    if _keep_the_form(answer):
        flash(_("You were signed out, but nothing is lost. Sign in, and what you wrote is there to be sent."), "kept")
        return answer  # type: ignore[no-any-return]
    typed = typed_text()
    if not typed:
        return answer  # type: ignore[no-any-return]
    return render_template("errors/signed_out.html", typed=typed, back=_path_back()), 403


def ask_for_what_is_owed(person: SignedIn) -> ResponseReturnValue | None:
    """To a longer password, which a new role needs, or to the code of conduct, which has changed, and back; None when nothing is owed."""
    if person.owes_password:
        return redirect(url_for("accounts.change_password", next=_path_back()), 303)
    return redirect(url_for("accounts.conduct", next=_path_back()), 303) if person.owes_conduct else None


def is_proved(person: SignedIn) -> bool:
    """Whether the person showed a short while ago, with a password or a second step, that it is them."""
    return person.proved_at is not None and clock.now() - person.proved_at < PROVED_FOR


def ask_to_prove() -> ResponseReturnValue:
    """To the page that asks for the password or a code, and back. A form that was sent is kept, as at an expired session."""
    answer: Any = redirect(url_for("accounts.prove", next=_path_back()), 303)
    _keep_the_form(answer)
    return answer  # type: ignore[no-any-return]


def _keep_the_form(answer: Response) -> bool:
    """Keep what was sent for the person of the cookie, with a token of it on the answer. False when there is nothing to keep, or nobody to keep it for."""
    token = request.cookies.get(cookie_name())
    if request.method != "POST" or not token:
        return False
    fields = {k: request.form.getlist(k) for k in request.form if k not in SECRET_FIELDS}
    kept = people.keep_form(token_hash(token), request.full_path.rstrip("?"), fields)
    if kept is not None:
        set_cookie(answer, KEPT_COOKIE, kept, lasts=3600)
    return kept is not None


def _path_back() -> str:
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.path and referrer.netloc == request.host else "/"


def safe_next(path: str | None) -> str | None:
    """A path of this site, or None: no scheme, no host, no backslash, no control, one leading slash."""
    if not path or not path.startswith("/") or path.startswith("//") or "\\" in path or len(path) > 500:
        return None
    if any(ord(c) < 32 or ord(c) == 127 for c in path):
        return None
    parts = urlsplit(path)
    return None if parts.scheme or parts.netloc else path


def set_cookie(answer: Response, name: str, value: str, *, lasts: int | None = None) -> None:
    """A cookie that no script reads and no other site sends."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, max_age=lasts, httponly=True, samesite="Lax", secure=secure, path="/")


def forget_cookie(answer: Response, name: str) -> None:
    answer.delete_cookie(
        name, path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )


def begin(answer: Response, token: str, *, lasts: int | None) -> None:
    """The browser is signed in from this answer on; a form token served before is dead."""
    cookie.clear()
    set_cookie(answer, cookie_name(), token, lasts=lasts)


def know(answer: Response, token: str) -> None:
    """The browser is known again by this mark."""
    set_cookie(answer, device_name(), token, lasts=DEVICE_LASTS)


def end(answer: Response) -> None:
    """The browser forgets who was signed in, and what it had in its cache."""
    cookie.clear()
    forget_cookie(answer, cookie_name())
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
