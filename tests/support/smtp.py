"""A real mail server for tests: it can be told what to answer to whom, and keeps what it took."""

import contextlib
import dataclasses
import email
import email.policy
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask


class Server:
    """A mail server that can be told what to answer to whom. `taken`: (address, message) in the order in which they came."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.taken: list[tuple[str, Any]] = []
        self.senders: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.senders.append(envelope.mail_from)
        self.taken.append((envelope.rcpt_tos[0], email.message_from_bytes(envelope.content, policy=email.policy.SMTP)))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [address for address, _message in self.taken]

    def to(self, address: str) -> list[Any]:
        """What came for someone."""
        return [message for to, message in self.taken if to == address]


def send_through(app: Flask, monkeypatch: pytest.MonkeyPatch, port: int, *, seconds: float = 2) -> None:
    """Make the portal send through this port."""
    settings = _settings(app, port, seconds)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    app.extensions.pop("mail_pause", None)
    for name, value in _server(port).items():
        monkeypatch.setattr(app.extensions["mail"], name, value)


def point(app: Flask, port: int, *, seconds: float = 10) -> None:
    """The same for good, where no test is running."""
    app.config["SETTINGS"] = _settings(app, port, seconds)
    for name, value in _server(port).items():
        setattr(app.extensions["mail"], name, value)


def _settings(app: Flask, port: int, seconds: float) -> Any:
    return dataclasses.replace(app.config["SETTINGS"], smtp_host="127.0.0.1", smtp_port=port, smtp_timeout=seconds)


def _server(port: int) -> dict[str, Any]:
    return {"server": "127.0.0.1", "port": port, "use_tls": False, "use_ssl": False}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextlib.contextmanager
def running(handler: Any) -> Iterator[int]:
    """The handler as a mail server, listening on a port of this machine."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
