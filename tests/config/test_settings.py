"""Settings: safe when nothing is said, loud when something is wrong."""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from config import Production, SettingsError, load
from config.loading import NAMES, ROOT, VARIABLES
from config.logging import Lines, without_secrets
from config.settings import DEVELOPMENT_SECRET, Settings

pytestmark = pytest.mark.static

SECRET = "k8Zr-4fQ1xWn_07bYtLp2mVsDcEhGjUaXoRiBqTz"
PRODUCTION = {"PORTAL_SECRET_KEYS": SECRET, "PORTAL_PUBLIC_URL": "https://portal.example.org"}


def read(values: Mapping[str, str]) -> Settings:
    """The settings of an environment, whatever the developer's own .env says."""
    return load(values, env_file=None)


def refusal(values: Mapping[str, str]) -> str:
    """What the loader says about an environment that it refuses."""
    with pytest.raises(SettingsError) as caught:
        read(values)
    return str(caught.value)


def test_unset_means_production() -> None:
    assert isinstance(read(PRODUCTION), Production)
    assert isinstance(read({**PRODUCTION, "PORTAL_ENV": " "}), Production)


def test_nothing_at_all_is_refused_with_every_reason_at_once() -> None:
    said = refusal({})
    assert "PORTAL_SECRET_KEYS is missing" in said
    assert "PORTAL_PUBLIC_URL must be the https address" in said
    assert "secrets.token_urlsafe" in said


def test_production_starts_from_two_settings_with_safe_defaults() -> None:
    settings = read(PRODUCTION)
    assert settings.secret_keys == (SECRET,)
    assert settings.secure_cookies
    assert not settings.demonstration
    assert not settings.debug
    assert settings.clock_file is None
    assert settings.proxies == 0


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"PORTAL_SECRET_KEYS": ""}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_SECRET_KEYS": DEVELOPMENT_SECRET}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_SECRET_KEYS": f"{SECRET},{DEVELOPMENT_SECRET}"}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_SECRET_KEYS": "short"}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_SECRET_KEYS": f"{SECRET},short"}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_SECRET_KEYS": "a" * 64}, "PORTAL_SECRET_KEYS"),
        ({"PORTAL_PUBLIC_URL": "http://portal.example.org"}, "PORTAL_PUBLIC_URL"),
        ({"PORTAL_PUBLIC_URL": ""}, "PORTAL_PUBLIC_URL"),
        ({"PORTAL_DEBUG": "yes"}, "PORTAL_DEBUG"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"PORTAL_DEMO": "yes"}, "PORTAL_DEMO"),
        ({"PORTAL_DEMO_PASSWORD": "another-password"}, "PORTAL_DEMO"),
        ({"PORTAL_CLOCK_FILE": "/tmp/clock"}, "PORTAL_CLOCK_FILE"),
    ],
)
def test_production_refuses(changed: dict[str, str], named: str) -> None:
    said = refusal({**PRODUCTION, **changed})
    assert named in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٥٠٠٠"),
        ("PORTAL_PUBLIC_URL", "portal.example.org"),
        ("PORTAL_PUBLIC_URL", "ftp://portal.example.org"),
        ("PORTAL_PUBLIC_URL", "https://portal.example.org/path"),
        ("PORTAL_PUBLIC_URL", "https://user@portal.example.org"),
        ("PORTAL_PROXIES", "-1"),
        ("PORTAL_DEBUG", "perhaps"),
        ("PORTAL_LOG_LEVEL", "loud"),
        ("PORTAL_SECRET_KEYS", "one,,two"),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("DATABASE_URL", "portal.sqlite"),
        ("PORTAL_FILES_FOLDER", "files\x00"),
        ("PORTAL_S3_ENDPOINT", "s3"),
        ("PORTAL_MAX_UPLOAD_MB", "20MB"),
        ("PORTAL_MAX_UPLOAD_MB", "0"),
        ("PORTAL_RATE_LIMIT_STORAGE", "postgresql://localhost"),
        ("PORTAL_SMTP_PORT", "smtp"),
        ("PORTAL_SMTP_TLS", "ssl"),
        ("PORTAL_SMTP_TIMEOUT", "0"),
        ("PORTAL_MAIL_FROM", "portal"),
        ("PORTAL_MAIL_FROM", "Portal <portal@example.org"),
        ("PORTAL_MAIL_FROM", "a@example.org\nBcc: b@example.org"),
        ("PORTAL_SESSION_IDLE_MINUTES", "eight"),
        ("PORTAL_SESSION_DAYS", "365"),
        ("PORTAL_STAFF_IDLE_MINUTES", "1"),
        ("PORTAL_STAFF_SESSION_HOURS", "48"),
        ("PORTAL_SHARED_IDLE_MINUTES", "x"),
        ("PORTAL_BRAND_NAME", "one\nline\x07more"),
        ("PORTAL_CONTACT_EMAIL", "help"),
        ("PORTAL_TIME_ZONE", "Europe/Nowhere"),
        ("PORTAL_TIME_ZONE", "../../etc/passwd"),
        ("PORTAL_DEMO", "maybe"),
    ],
)
def test_a_bad_value_names_the_variable_and_an_example(name: str, value: str) -> None:
    said = refusal({"PORTAL_ENV": "testing", name: value})
    assert said.startswith(f"{name}: ")
    assert f"For example {name}=" in said


def test_a_bad_secret_is_not_repeated() -> None:
    said = refusal({"PORTAL_ENV": "testing", "DATABASE_URL": "mysql://portal:hunter2@db/portal"})
    assert "hunter2" not in said


def test_every_example_can_be_used() -> None:
    examples = {variable.name: variable.example for variable in VARIABLES}
    settings = read({"PORTAL_ENV": "testing", **examples})
    assert settings.database_url == "postgresql://portal:password@127.0.0.1/portal"
    assert settings.secret_keys == ("a-long-random-text", "the-one-before-it")


def test_an_unknown_environment_is_refused() -> None:
    assert "development, testing, production" in refusal({"PORTAL_ENV": "staging"})


def test_a_misspelt_setting_is_refused_with_the_right_name() -> None:
    assert "Did you mean PORTAL_SMTP_HOST?" in refusal({"PORTAL_ENV": "testing", "PORTAL_SMPT_HOST": "mail"})


def test_names_that_only_the_tests_read_are_let_through() -> None:
    read({"PORTAL_ENV": "testing", "PORTAL_TEST_POSTGRES_URL": "postgresql://127.0.0.1"})


def test_half_a_file_store_and_half_a_mail_account_are_refused() -> None:
    assert "PORTAL_S3_SECRET_KEY" in refusal({"PORTAL_ENV": "testing", "PORTAL_S3_BUCKET": "files"})
    assert "PORTAL_SMTP_PASSWORD" in refusal({"PORTAL_ENV": "testing", "PORTAL_SMTP_USER": "portal"})


def test_development_needs_nothing() -> None:
    settings = read({"PORTAL_ENV": "development"})
    assert settings.public_url == "http://127.0.0.1:5000"
    assert settings.database_url == f"sqlite:///{ROOT}/instance/portal.sqlite"
    assert settings.demonstration
    assert settings.demo_password == "partnership-demo"
    assert not settings.sends_mail
    assert settings.max_upload_bytes == 20 * 1024 * 1024
    assert settings.time_zone == "Europe/London"


def test_session_limits() -> None:
    settings = read({"PORTAL_ENV": "development"})
    assert (settings.session_idle, settings.session_limit) == (timedelta(hours=8), timedelta(days=30))
    assert (settings.staff_session_idle, settings.staff_session_limit) == (timedelta(minutes=30), timedelta(hours=12))
    assert settings.shared_session_idle == timedelta(minutes=20)


def test_the_address_follows_the_port_and_the_data_follow_the_instance_folder(tmp_path: Path) -> None:
    settings = read({"PORTAL_ENV": "development", "PORT": "8123", "PORTAL_INSTANCE_FOLDER": str(tmp_path)})
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.database_url == f"sqlite:///{tmp_path}/portal.sqlite"
    assert settings.jobs_database == tmp_path / "jobs.sqlite"
    assert settings.files_folder == tmp_path / "files"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:///instance/other.sqlite", f"sqlite:///{ROOT}/instance/other.sqlite"),
        ("sqlite:////tmp/other.sqlite", "sqlite:////tmp/other.sqlite"),
    ],
)
def test_database_addresses(given: str, used: str) -> None:
    assert read({"PORTAL_ENV": "testing", "DATABASE_URL": given}).database_url == used


def test_the_file_is_read_in_development_alone_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORTAL_BRAND_NAME=From the file\nPORT=8001\n", encoding="utf-8")
    settings = load({"PORTAL_ENV": "development", "PORT": "8002"}, env_file=file)
    assert (settings.brand_name, settings.port) == ("From the file", 8002)
    for environment in ({"PORTAL_ENV": "testing"}, PRODUCTION):
        assert load(environment, env_file=file).brand_name == "School Partnership Portal"


def test_secrets_are_not_shown() -> None:
    secret = {
        "PORTAL_SECRET_KEYS": SECRET,
        "PORTAL_SMTP_PASSWORD": "smtp-hunter2",
        "PORTAL_S3_SECRET_KEY": "s3-hunter2",
        "PORTAL_DEMO_PASSWORD": "demo-hunter2",
        "DATABASE_URL": "postgresql://portal:db-hunter2@127.0.0.1/portal",
    }
    shown = repr(read({"PORTAL_ENV": "testing", **secret}))
    assert "hunter2" not in shown
    assert SECRET not in shown


def test_the_example_file_names_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [found[1] for line in lines if (found := re.match(r"#?([A-Z][A-Z0-9_]+)=", line))]
    assert sorted(named) == sorted(NAMES)


def test_the_example_file_works_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / ".env"
    copy.write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")
    assert load({"PORTAL_ENV": "development"}, env_file=copy) == read({"PORTAL_ENV": "development"})


def test_every_commented_default_is_the_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line[1:].split("=", 1) for line in lines if re.match(r"#[A-Z][A-Z0-9_]+=.", line))
    examples = {"DATABASE_URL", "PORTAL_PUBLIC_URL"}
    given = {name: value for name, value in shown.items() if name not in examples}
    assert read({"PORTAL_ENV": "development", **given}) == read({"PORTAL_ENV": "development"})


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("password=hunter2 and more", "password=*** and more"),
        ("connecting to postgresql://portal:hunter2@db/portal", "connecting to postgresql://portal:***@db/portal"),
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ('{"csrf_token": "abc", "page": 2}', '{"csrf_token": ***, "page": 2}'),
        ("one\r\nERROR forged", "one\\r\\nERROR forged"),
        ("a teacher signed in", "a teacher signed in"),
    ],
)
def test_no_secret_and_no_second_line_reaches_the_log(line: str, written: str) -> None:
    assert without_secrets(line) == written


def test_a_log_line_has_time_level_name_message_and_facts() -> None:
    record = logging.LogRecord("portal.jobs", logging.INFO, __file__, 1, "sent %s", ("a mail",), None)
    record.__dict__.update(mail="0192", tries=2, token="abc", reason="two words")
    line = Lines().format(record)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 INFO portal.jobs sent a mail mail=0192 tries=2 token=\*\*\* "
        r'reason="two words"',
        line,
    )


def test_a_traceback_in_the_log_hides_secrets_too() -> None:
    try:
        raise ValueError("password=hunter2")
    except ValueError:
        record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = Lines().format(record)
    assert "ValueError: password=***" in line
    assert "hunter2" not in line
