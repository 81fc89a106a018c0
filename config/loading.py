"""Reads the settings from the environment. A value that cannot be right stops the start with a sentence that helps."""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from config.settings import (
    DEMONSTRATION_PASSWORD,
    DEVELOPMENT_SECRET,
    Development,
    Production,
    Settings,
    SettingsError,
    Testing,
)

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS: dict[str, type[Settings]] = {kind.environment: kind for kind in (Development, Testing, Production)}
FOREIGN_PREFIXES = ("PORTAL_TEST_", "PORTAL_BENCH_")  # read by the tests and measurements, not by the portal

Parser = Callable[[str], Any]
Default = Callable[["Reading"], Any]


def text(value: str) -> str:
    """Any text in one line."""
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("must be one line of plain text")
    return value


def whole_number(low: int, high: int) -> Parser:
    """A whole number between two bounds."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return parse


def yes_or_no(value: str) -> bool:
    """A switch."""
    answers = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.lower() not in answers:
        raise ValueError("must be yes or no")
    return answers[value.lower()]


def one_of(*choices: str) -> Parser:
    """One of a few words."""

    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return value

    return parse


def keys(value: str) -> tuple[str, ...]:
    """Secrets, separated by commas."""
    found = tuple(part.strip() for part in value.split(","))
    if not all(found):
        raise ValueError("must be one or more secrets with a comma between them, none of them empty")
    return found


def web_address(value: str) -> str:
    """The address of a site: scheme and host, nothing behind."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be a web address that begins with https:// or http://")
    if parts.path not in {"", "/"}:
        raise ValueError("must be the address of the whole site, without a path behind the host")
    return value.rstrip("/")


def database(value: str) -> str:
    """A database the portal can use."""
    value = re.sub(r"^postgres://", "postgresql://", value)
    scheme = value.partition("://")[0].partition("+")[0]
    if scheme not in {"sqlite", "postgresql"} or "://" not in value:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    relative = re.fullmatch(r"sqlite:///(?!/)(?!:memory:)(?!file:)(.+)", value)
    return f"sqlite:///{ROOT / relative[1]}" if relative else value


def path(value: str) -> Path:
    """A place on the disk; one that does not begin with / is counted from the folder of the program."""
    return ROOT / text(value)


def mail_address(value: str) -> str:
    """An e-mail address, alone or as: Name <address>."""
    if not re.fullmatch(r"(?:[^<>@\x00-\x1f]+ <)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?", value) or ("<" in value) != (
        ">" in value
    ):
        raise ValueError("must be an e-mail address")
    return value


def time_zone(value: str) -> str:
    """A name of the time zone database."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be the name of a time zone") from error
    return value


def domain(value: str) -> str:
    """The name of a mail domain."""
    if (
        not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", value.lower())
        or len(value) > 180
    ):
        raise ValueError("must be a domain such as reply.example.org")
    return value.lower()


def scanner(value: str) -> str:
    """Where a virus scanner listens."""
    if re.fullmatch(r"unix:/[^\x00-\x1f]+", value) or re.fullmatch(r"tcp://[^\s/:@]+:[0-9]{1,5}", value):
        return value
    raise ValueError("must be a clamd such as unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310")


def limit_storage(value: str) -> str:
    """Where the rate limits are counted."""
    if not re.match(r"(memory|redis|rediss)://", value):
        raise ValueError("must begin with memory://, redis:// or rediss://")
    return value


@dataclass(frozen=True)
class Reading:
    """What a default may depend on."""

    environment: str
    found: Mapping[str, Any]

    @property
    def instance(self) -> Path:
        """The folder of everything this installation keeps."""
        folder: Path = self.found["instance_folder"]
        return folder


@dataclass(frozen=True)
class Variable:
    """One variable of the environment: the field it fills, how it is read, what it is when it is not set."""

    name: str
    field: str
    parse: Parser
    example: str
    default: Default


def always(value: object) -> Default:
    """The same default everywhere."""
    return lambda _reading: value


def outside_production(value: object, otherwise: object) -> Default:
    """A default for development and testing, and another for production."""
    return lambda reading: otherwise if reading.environment == "production" else value


# Order matters: a default may read what stands above it.
VARIABLES = (
    Variable("PORT", "port", whole_number(1, 65535), "5000", always(5000)),
    Variable("PORTAL_INSTANCE_FOLDER", "instance_folder", path, "instance", always(ROOT / "instance")),
    Variable(
        "PORTAL_PUBLIC_URL",
        "public_url",
        web_address,
        "https://portal.example.org",
        lambda reading: "" if reading.environment == "production" else f"http://127.0.0.1:{reading.found['port']}",
    ),
    Variable("PORTAL_PROXIES", "proxies", whole_number(0, 5), "1", always(0)),
    Variable("PORTAL_DEBUG", "debug", yes_or_no, "no", always(False)),
    Variable("PORTAL_LOG_LEVEL", "log_level", one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", always("INFO")),
    Variable(
        "PORTAL_SECRET_KEYS",
        "secret_keys",
        keys,
        "a-long-random-text,the-one-before-it",
        outside_production((DEVELOPMENT_SECRET,), ()),
    ),
    Variable(
        "DATABASE_URL",
        "database_url",
        database,
        "postgresql://portal:password@127.0.0.1/portal",
        lambda reading: f"sqlite:///{reading.instance / 'portal.sqlite'}",
    ),
    Variable(
        "PORTAL_JOBS_DATABASE",
        "jobs_database",
        path,
        "instance/jobs.sqlite",
        lambda reading: reading.instance / "jobs.sqlite",
    ),
    Variable("PORTAL_FILES_FOLDER", "files_folder", path, "instance/files", lambda reading: reading.instance / "files"),
    Variable("PORTAL_S3_BUCKET", "s3_bucket", text, "portal-files", always(None)),
    Variable("PORTAL_S3_ENDPOINT", "s3_endpoint", web_address, "https://s3.example.org", always(None)),
    Variable("PORTAL_S3_REGION", "s3_region", text, "eu-west-2", always(None)),
    Variable("PORTAL_S3_ACCESS_KEY", "s3_access_key", text, "key", always(None)),
    Variable("PORTAL_S3_SECRET_KEY", "s3_secret_key", text, "secret", always(None)),
    Variable("PORTAL_MAX_UPLOAD_MB", "max_upload_mb", whole_number(1, 200), "20", always(20)),
    Variable("PORTAL_MAX_MESSAGE_FILES", "max_message_files", whole_number(1, 20), "5", always(5)),
    Variable("PORTAL_SCANNER", "scanner", scanner, "unix:/run/clamav/clamd.ctl", always(None)),
    Variable("PORTAL_SCANNER_TIMEOUT", "scanner_timeout", whole_number(1, 60), "20", always(20)),
    Variable(
        "PORTAL_RATE_LIMIT_STORAGE",
        "rate_limit_storage",
        limit_storage,
        "redis://127.0.0.1:6379/1",
        always("memory://"),
    ),
    Variable("PORTAL_SMTP_HOST", "smtp_host", text, "mail.example.org", always(None)),
    Variable("PORTAL_SMTP_PORT", "smtp_port", whole_number(1, 65535), "587", always(587)),
    Variable("PORTAL_SMTP_USER", "smtp_user", text, "portal", always(None)),
    Variable("PORTAL_SMTP_PASSWORD", "smtp_password", text, "password", always(None)),
    Variable("PORTAL_SMTP_TLS", "smtp_tls", one_of("starttls", "implicit", "none"), "starttls", always("starttls")),
    Variable("PORTAL_URGENT_UNREAD_HOURS", "urgent_unread_hours", whole_number(1, 240), "24", always(24)),
    Variable("PORTAL_SMTP_TIMEOUT", "smtp_timeout", whole_number(1, 120), "30", always(30)),
    Variable(
        "PORTAL_MAIL_FROM",
        "mail_from",
        mail_address,
        "School Partnership Portal <portal@example.org>",
        always("School Partnership Portal <portal@example.org>"),
    ),
    Variable("PORTAL_MAIL_IN_DOMAIN", "mail_in_domain", domain, "reply.example.org", always(None)),
    Variable("PORTAL_SESSION_IDLE_MINUTES", "session_idle_minutes", whole_number(5, 1440), "480", always(480)),
    Variable("PORTAL_SESSION_DAYS", "session_days", whole_number(1, 90), "30", always(30)),
    Variable("PORTAL_STAFF_IDLE_MINUTES", "staff_idle_minutes", whole_number(5, 480), "30", always(30)),
    Variable("PORTAL_STAFF_SESSION_HOURS", "staff_session_hours", whole_number(1, 24), "12", always(12)),
    Variable("PORTAL_SHARED_IDLE_MINUTES", "shared_idle_minutes", whole_number(5, 120), "20", always(20)),
    Variable("PORTAL_SESSIONS_KEPT_DAYS", "sessions_kept_days", whole_number(1, 365), "30", always(30)),
    Variable("PORTAL_KEEP_UNCONFIRMED_DAYS", "keep_unconfirmed_days", whole_number(7, 365), "30", always(30)),
    Variable("PORTAL_KEEP_UNUSED_DAYS", "keep_unused_days", whole_number(180, 3650), "730", always(730)),
    Variable("PORTAL_KEEP_MAIL_DAYS", "keep_mail_days", whole_number(7, 365), "30", always(30)),
    Variable("PORTAL_KEEP_REFUSED_DAYS", "keep_refused_days", whole_number(180, 3650), "730", always(730)),
    Variable("PORTAL_KEEP_AWARDED_DAYS", "keep_awarded_days", whole_number(365, 7300), "2190", always(2190)),
    Variable("PORTAL_KEEP_REVIEWS_DAYS", "keep_reviews_days", whole_number(180, 3650), "730", always(730)),
    Variable("PORTAL_KEEP_READINGS_DAYS", "keep_readings_days", whole_number(730, 3650), "730", always(730)),
    Variable("PORTAL_KEEP_REQUESTS_DAYS", "keep_requests_days", whole_number(180, 3650), "730", always(730)),
    Variable("PORTAL_KEEP_LOOSE_FILES_DAYS", "keep_loose_files_days", whole_number(2, 365), "7", always(7)),
    Variable("PORTAL_BRAND_NAME", "brand_name", text, "School Partnership Portal", always("School Partnership Portal")),
    Variable("PORTAL_CONTACT_EMAIL", "contact_email", mail_address, "help@example.org", always("help@example.org")),
    Variable("PORTAL_TIME_ZONE", "time_zone", time_zone, "Europe/London", always("Europe/London")),
    Variable("PORTAL_CLOCK_FILE", "clock_file", path, "instance/clock", always(None)),
    Variable(
        "PORTAL_DEMO",
        "demonstration",
        yes_or_no,
        "yes",
        outside_production(value=True, otherwise=False),
    ),
    Variable("PORTAL_DEMO_PASSWORD", "demo_password", text, DEMONSTRATION_PASSWORD, always(DEMONSTRATION_PASSWORD)),
)
NAMES = ("PORTAL_ENV", *(variable.name for variable in VARIABLES))


def load(environment: Mapping[str, str] = os.environ, *, env_file: Path | None = ROOT / ".env") -> Settings:
    """The settings that the environment asks for; in development what `.env` says is added below them."""
    name = environment.get("PORTAL_ENV", "").strip() or "production"
    if name not in ENVIRONMENTS:
        raise SettingsError(
            f"PORTAL_ENV is {name!r} but must be one of: {', '.join(ENVIRONMENTS)}. For example PORTAL_ENV=development"
        )
    values = dict(environment)
    if name == "development" and env_file is not None and env_file.is_file():
        written = {key: value for key, value in dotenv_values(env_file).items() if value is not None}
        values = {**written, **values}
    _refuse_unknown(values)
    found: dict[str, Any] = {}
    for variable in VARIABLES:
        found[variable.field] = _read(variable, values, Reading(name, found))
    found["debug"] = found["debug"] or _flask_debug(values)
    if name == "production" and values.get("PORTAL_DEMO_PASSWORD", "").strip():
        found["demonstration"] = True  # a password for the demonstration is a demonstration; production refuses it
    return ENVIRONMENTS[name](**found)


def _read(variable: Variable, values: Mapping[str, str], reading: Reading) -> Any:
    given = values.get(variable.name, "").strip()
    if not given:
        return variable.default(reading)
    try:
        return variable.parse(given)
    except ValueError as error:
        shown = "its value" if _is_secret(variable.name) else repr(given)
        raise SettingsError(
            f"{variable.name}: {shown} cannot be used; it {error}. For example {variable.name}={variable.example}"
        ) from None


def _is_secret(name: str) -> bool:
    return re.search(r"SECRET|PASSWORD|ACCESS_KEY|_URL$|STORAGE", name) is not None and name != "PORTAL_PUBLIC_URL"


def _flask_debug(values: Mapping[str, str]) -> bool:
    return values.get("FLASK_DEBUG", "").strip().lower() not in {"", "0", "false", "no"}


def _refuse_unknown(values: Mapping[str, str]) -> None:
    for name in sorted(values):
        if name.startswith("PORTAL_") and name not in NAMES and not name.startswith(FOREIGN_PREFIXES):
            near = difflib.get_close_matches(name, NAMES, n=1)
            hint = f" Did you mean {near[0]}?" if near else " .env.example lists them all."
            raise SettingsError(f"{name} is not a setting of the portal.{hint}")
