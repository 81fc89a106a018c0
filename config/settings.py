"""What can be set, as frozen values. How it is read from the environment is told in `config.loading`."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

DEVELOPMENT_SECRET = "development-only-secret-never-used-in-production"  # noqa: S105 - refused in production
DEMONSTRATION_PASSWORD = "partnership-demo"  # noqa: S105 - printed at the start of every demonstration
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which one, why, and what a good one looks like."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the portal can be told from outside."""

    environment: ClassVar[str]

    # The place
    port: int
    public_url: str
    proxies: int
    instance_folder: Path
    debug: bool
    log_level: str

    # Keys: the first signs, the others are still believed
    secret_keys: tuple[str, ...] = field(repr=False)

    # Data
    database_url: str = field(repr=False)
    jobs_database: Path
    files_folder: Path
    s3_bucket: str | None
    s3_endpoint: str | None
    s3_region: str | None
    s3_access_key: str | None = field(repr=False)
    s3_secret_key: str | None = field(repr=False)
    max_upload_mb: int
    max_message_files: int
    scanner: str | None
    scanner_timeout: int
    rate_limit_storage: str = field(repr=False)

    # Mail out; without a host it is kept in the local mailbox
    smtp_host: str | None
    smtp_port: int
    smtp_user: str | None
    smtp_password: str | None = field(repr=False)
    smtp_tls: str
    smtp_timeout: int
    urgent_unread_hours: int
    mail_from: str
    mail_in_domain: str | None

    # Sessions
    session_idle_minutes: int
    session_days: int
    staff_idle_minutes: int
    staff_session_hours: int
    shared_idle_minutes: int
    sessions_kept_days: int

    # How long things are kept, in days
    keep_unconfirmed_days: int
    keep_unused_days: int
    keep_mail_days: int
    keep_refused_days: int
    keep_awarded_days: int
    keep_reviews_days: int
    keep_requests_days: int
    keep_readings_days: int
    keep_loose_files_days: int

    # Words and time
    brand_name: str
    contact_email: str
    time_zone: str
    clock_file: Path | None

    # The demonstration world
    demonstration: bool
    demo_password: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a combination that cannot work in any environment."""
        if self.s3_bucket and not (self.s3_access_key and self.s3_secret_key):
            raise SettingsError(
                "PORTAL_S3_BUCKET is set, so PORTAL_S3_ACCESS_KEY and PORTAL_S3_SECRET_KEY must be set too."
            )
        if self.smtp_user and not self.smtp_password:
            raise SettingsError("PORTAL_SMTP_USER is set, so PORTAL_SMTP_PASSWORD must be set too.")

    @property
    def is_production(self) -> bool:
        """Whether real people rely on this portal."""
        return self.environment == "production"

    @property
    def is_testing(self) -> bool:
        """Whether the automatic tests are running."""
        return self.environment == "testing"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may travel over https alone."""
        return self.public_url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Whether outgoing mail is sent; if not, it is kept in the local mailbox."""
        return self.smtp_host is not None

    @property
    def max_upload_bytes(self) -> int:
        """The largest file taken, in bytes."""
        return self.max_upload_mb * 1024 * 1024

    @property
    def session_idle(self) -> timedelta:
        """How long a session may rest before it ends."""
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_limit(self) -> timedelta:
        """How long a session may last in all."""
        return timedelta(days=self.session_days)

    @property
    def staff_session_idle(self) -> timedelta:
        """How long a session of programme or system staff may rest."""
        return timedelta(minutes=self.staff_idle_minutes)

    @property
    def staff_session_limit(self) -> timedelta:
        """How long a session of programme or system staff may last in all."""
        return timedelta(hours=self.staff_session_hours)

    @property
    def shared_session_idle(self) -> timedelta:
        """How long a session on a shared computer may rest."""
        return timedelta(minutes=self.shared_idle_minutes)


@dataclass(frozen=True, kw_only=True)
class Development(Settings):
    """One person's own machine: everything embedded, demonstration data, nothing sent."""

    environment: ClassVar[str] = "development"


@dataclass(frozen=True, kw_only=True)
class Testing(Settings):
    """The automatic tests."""

    environment: ClassVar[str] = "testing"


@dataclass(frozen=True, kw_only=True)
class Production(Settings):
    """Real schools: refuses whatever would put them at risk."""

    environment: ClassVar[str] = "production"

    def __post_init__(self) -> None:
        """Refuse defaults and conveniences that are only safe on one person's own machine."""
        super().__post_init__()
        if problems := self._problems():
            raise SettingsError(
                "The portal will not start in production (PORTAL_ENV is production, or not set):\n- "
                + "\n- ".join(problems)
            )

    def _problems(self) -> list[str]:
        advice = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        problems = []
        if not self.secret_keys:
            problems.append(f"PORTAL_SECRET_KEYS is missing. {advice}")
        if DEVELOPMENT_SECRET in self.secret_keys:
            problems.append(f"PORTAL_SECRET_KEYS holds the key that development uses, which everyone knows. {advice}")
        if any(len(key) < SHORTEST_SECRET or len(set(key)) < 8 for key in self.secret_keys):
            problems.append(
                f"PORTAL_SECRET_KEYS holds a key that is easy to guess; each needs {SHORTEST_SECRET} mixed characters "
                f"or more. {advice}"
            )
        if not self.secure_cookies:
            problems.append(
                "PORTAL_PUBLIC_URL must be the https address of the portal, for example "
                "https://portal.example.org; over plain http the sign-in cookies could be read on the way."
            )
        if self.debug:
            problems.append("PORTAL_DEBUG or FLASK_DEBUG is on, which shows the inside of the portal to visitors.")
        if self.demonstration:
            problems.append("PORTAL_DEMO is on, but demonstration accounts have a password that everyone knows.")
        if self.clock_file is not None:
            problems.append("PORTAL_CLOCK_FILE is set, but only tests and development may change the time.")
        return problems
