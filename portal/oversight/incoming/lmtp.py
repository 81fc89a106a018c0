"""Mail in by LMTP: a mail server on this machine or beside it hands over one mail after the other and learns at once whether it was taken."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from flask import Flask

from portal.core.errors import TryLater
from portal.oversight.incoming.reading import MOST_BYTES
from portal.oversight.incoming.receiving import receive

log = logging.getLogger(__name__)
TAKEN = "250 2.0.0 Taken"
BRING_AGAIN = "451 4.3.0 Please bring it again later"


class Handler:
    """Hands each mail to `receive`, in an application context of its own, outside the event loop."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, self._take, bytes(envelope.content), tuple(envelope.rcpt_tos))

    def _take(self, raw: bytes, recipients: tuple[str, ...]) -> str:
        with self.app.app_context():
            try:
                receive(raw, envelope=recipients)
            except TryLater:
                return BRING_AGAIN
            except Exception:
                log.exception("a mail could not be taken in")
                return BRING_AGAIN
        return TAKEN


class LmtpController(Controller):
    """A listener that speaks LMTP instead of SMTP."""

    def factory(self) -> LMTP:
        return LMTP(self.handler, data_size_limit=MOST_BYTES, ident="portal", enable_SMTPUTF8=True)


def listen_until_stopped(app: Flask, *, host: str, port: int, pause: Callable[[float], None]) -> None:
    """Listen until SIGTERM or Ctrl-C."""
    controller = LmtpController(Handler(app), hostname=host, port=port)
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    controller.start()
    try:
        while not stopping:
            pause(0.5)
    except KeyboardInterrupt:
        log.info("mail in: stopped by hand")
    finally:
        controller.stop()
