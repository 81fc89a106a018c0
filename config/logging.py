"""One plain line for each thing worth knowing, to standard error, where every kind of supervisor can collect it."""

import json
import logging
import logging.config
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from config.settings import Settings

SECRET = re.compile(r"secret|password|passwd|token|cookie|authorization|api_?key|session_id|csrf", re.IGNORECASE)
URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
SECRET_PAIR = re.compile(
    r"((?:secret|password|passwd|token|cookie|authorization|api_?key|csrf_token)[\"']?\s*[=:]\s*)(?:bearer\s+)?[^\s,;&]+",
    re.IGNORECASE,
)
OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def without_secrets(line: str) -> str:
    """The line with passwords and tokens blotted out, and with nothing that could begin a second line."""
    line = SECRET_PAIR.sub(r"\1***", URL_PASSWORD.sub(r"\1:***@", line))
    return line.replace("\r", "\\r").replace("\n", "\\n")


class Lines(logging.Formatter):
    """Writes: time, level, logger, message, then extra facts as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; a traceback follows on lines of its own, indented."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts = [when, record.levelname, record.name, without_secrets(record.getMessage())]
        parts += [f"{key}={_shown(key, value)}" for key, value in _extra(record).items()]
        line = " ".join(parts)
        if record.exc_info:
            line += "\n" + "\n".join(
                "    " + without_secrets(part) for part in self.formatException(record.exc_info).splitlines()
            )
        return line


def configure(settings: Settings) -> None:
    """Send all logging of this process through `Lines`."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": "config.logging.Lines"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"level": settings.log_level, "handlers": ["stderr"]},
            "loggers": {
                "alembic": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                "huey": {"level": "WARNING"},
            },
        }
    )


def _extra(record: logging.LogRecord) -> Mapping[str, Any]:
    return {key: value for key, value in record.__dict__.items() if key not in OWN_FIELDS}


def _shown(key: str, value: object) -> str:
    if SECRET.search(key):
        return "***"
    shown = without_secrets(str(value))
    return json.dumps(shown, ensure_ascii=False) if re.search(r'[\s"=]', shown) or not shown else shown
