"""The assembly: one named step per line, in the order in which they depend on one another."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import portal.models  # noqa: F401 - the mapper must see all tables before the first query
from config import Settings
from portal import commands, extensions, rooms, subscriptions, who
from portal.core import catalogues, database, perform, scanning, storage
from portal.core.clock import clock
from portal.oversight.incoming import receiving
from portal.oversight.notifications import services as notices
from portal.subscriptions import oversight as oversight_subscriptions
from portal.web import access, addresses, assets, environment, errors, login, marking, security, squeeze, templating


def create_app(settings: Settings) -> Flask:
    """The portal, ready to serve, for these settings."""
    app = Flask("portal", static_folder=None)
    app.jinja_environment = environment.Environment
    app.url_rule_class = addresses.LateRule
    take_settings(app, settings)
    bind_database(app)
    bind_files(settings)
    bind_extensions(app)
    bind_hooks()
    squeeze.init_app(app)
    marking.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    login.init_app(app)
    rooms.init_app(app)
    commands.init_app(app)
    believe_proxies(app, settings)
    return app


def take_settings(app: Flask, settings: Settings) -> None:
    """Flask's names for what the settings say."""
    settings.instance_folder.mkdir(parents=True, exist_ok=True)
    clock.follow(settings.clock_file)
    who.limits.demonstration = settings.demonstration and not settings.is_production
    who.limits.idle_minutes, who.limits.staff_idle_minutes = settings.session_idle_minutes, settings.staff_idle_minutes
    who.limits.staff_hours, who.limits.shared_idle_minutes = settings.staff_session_hours, settings.shared_idle_minutes
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        TESTING=settings.is_testing,
        DEBUG=settings.debug,
        PUBLIC_URL=settings.public_url.rstrip("/"),
        BRAND_NAME=settings.brand_name,
        CONTACT_EMAIL=settings.contact_email,
        SESSION_COOKIE_NAME="__Host-portal" if settings.secure_cookies else "portal",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=20),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes + 1024 * 1024,
        MAX_FILE_BYTES=settings.max_upload_bytes,
        MAX_MESSAGE_FILES=settings.max_message_files,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=500,
        BABEL_DEFAULT_LOCALE="en",
        BABEL_DEFAULT_TIMEZONE="UTC",
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        RATELIMIT_ENABLED=not settings.is_testing,
        MAIL_SERVER=settings.smtp_host or "",
        MAIL_PORT=settings.smtp_port,
        MAIL_USERNAME=settings.smtp_user,
        MAIL_PASSWORD=settings.smtp_password,
        MAIL_USE_TLS=settings.smtp_tls == "starttls",
        MAIL_USE_SSL=settings.smtp_tls == "implicit",
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=False,
        DEMONSTRATION=settings.demonstration,
    )


def bind_database(app: Flask) -> None:
    """The engine with the portal's habits; the session of each request, job or command."""
    url = sa.make_url(app.config["SETTINGS"].database_url)
    options: dict[str, Any] = {"url": url}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": database.BUSY_TIMEOUT_MS / 1000}
    else:
        options |= {"pool_size": 8, "max_overflow": 8, "pool_timeout": 5, "connect_args": {"connect_timeout": 5}}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    extensions.db.init_app(app)
    # There are no asynchronous engines; closing them would start an event loop at the end of every request.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if f.__name__ != "_close_async_sessions"]
    with app.app_context():
        database.prepare_engine(extensions.db.engine)
    database.provide_session(lambda: extensions.db.session)


def bind_files(settings: Settings) -> None:
    """Where uploads lie: a local folder, or an S3-compatible store when one is set. Who looks into them."""
    scanning.use(scanning.Clamd(settings.scanner, settings.scanner_timeout) if settings.scanner else None)
    if settings.s3_bucket:
        from portal.core.s3 import S3Storage  # boto3 belongs to the production set only

        storage.use(S3Storage.from_settings(settings))
    else:
        storage.use(storage.LocalStorage(settings.files_folder))


def bind_extensions(app: Flask) -> None:
    """Flask's extensions that have no room of their own."""
    app.extensions["migrate"] = extensions.Migrations(app)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app, locale_selector=templating.language)
    extensions.babel.domain_instance = catalogues.Catalogues()
    extensions.mail.init_app(app)
    extensions.limiter.init_app(app)
    # No limit holds for all pages, so nothing is asked before each of them; a page's own limit is asked by its decorator.
    checks = app.before_request_funcs.get(None, [])
    app.before_request_funcs[None] = [check for check in checks if check != extensions.limiter._check_request_limit]


def bind_hooks() -> None:
    """What `perform` asks of the layers above, and how the person of a cookie is found."""
    perform.hooks.before_commit = subscriptions.before_commit
    perform.hooks.at_last = subscriptions.at_last
    perform.hooks.after_commit = subscriptions.after_commit
    perform.hooks.recheck = access.recheck
    receiving.hooks.stop_mail = notices.stop_mail_about
    notices.hooks.urgent_for = oversight_subscriptions.urgent_for
    notices.hooks.write_letter = oversight_subscriptions.write_letter_to
    login.people.by_token = who.by_token
    login.people.by_id = who.by_id
    login.people.keep_form = rooms.keep_form


def believe_proxies(app: Flask, settings: Settings) -> None:
    """Believe X-Forwarded-* from as many proxies as the settings name, and from nobody else."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0)  # type: ignore[method-assign]
