"""Headers on every answer, and the one address the portal believes it has."""

import secrets
from typing import Any

from flask import Flask, Response, current_app, g, request

SECRET_PATHS = ("/mail/stop/", "/link/", "/calendar/feed/", "/statement/", "/reset/")

# What search engines may show: the pages that say what the portal is. Everything else says that it is not for them.
FOR_EVERYONE = frozenset(
    {
        "public.home",
        "public.privacy",
        "public.cookies",
        "public.accessibility",
        "public.terms",
        "public.safety",
        "public.assessment",
        "public.help",
    }
)

ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"),
)
POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'"
)


def init_app(app: Flask) -> None:
    app.after_request(_headers)


def csp_nonce() -> str:
    """The nonce of this answer, made at its first use."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def external_url(endpoint: str, **values: Any) -> str:
    """The full address of a page for a mail: always the canonical one, whatever Host header came with the request, also outside a request."""
    path = current_app.url_map.bind("portal.invalid").build(endpoint, values)
    return str(current_app.config["PUBLIC_URL"]) + path


def signing_keys() -> list[str]:
    """The portal's secrets as `itsdangerous` takes them: it signs with the last, the present one, and knows what earlier ones signed."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"][::-1], current_app.config["SECRET_KEY"]]


def _headers(response: Response) -> Response:
    headers, config = response.headers, current_app.config
    secret = request.path.startswith(SECRET_PATHS)
    wanted = [*ALWAYS, ("Referrer-Policy", "no-referrer" if secret else "same-origin")]
    if config["SESSION_COOKIE_SECURE"]:
        wanted.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    if request.endpoint not in FOR_EVERYONE and request.endpoint != "assets.serve":
        wanted.append(("X-Robots-Tag", "noindex, nofollow"))
    if response.mimetype == "text/html":
        nonce = g.get("csp_nonce")
        policy = POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
        wanted += [("Content-Security-Policy", policy), ("Cache-Control", "no-store")]
    there = {name.lower() for name, _value in headers}
    for name, value in wanted:
        if name.lower() not in there:
            headers.add(name, value)
    return response
