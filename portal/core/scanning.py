"""The virus scanner: clamd, asked over a unix socket or TCP (INSTREAM). Whether one is asked at all is a setting; none is, unless it is set.

What this speaks is clamd's own protocol (clamd(8), "INSTREAM"): the command, then pieces of the file, each after its length as four bytes in network
order, a length of zero at the end; the answer is one line.
"""

import socket
import struct
import time
from dataclasses import dataclass
from typing import IO, Protocol
from urllib.parse import urlsplit

PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner gave no answer: it is not there, too slow, or in trouble. `reached`: it could be spoken to, so the trouble may lie in this file."""

    def __init__(self, words: str, *, reached: bool) -> None:
        super().__init__(words)
        self.reached = reached


@dataclass(frozen=True)
class Verdict:
    """What the scanner said: `found` is its name of what is in the file, empty when there is nothing."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


class Scanner(Protocol):
    """Whoever looks into files."""

    def look(self, content: IO[bytes]) -> Verdict: ...


class Clamd:
    """A clamd at an address such as `unix:/run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`. A look ends after `limit` seconds, however slowly it answers."""

    def __init__(self, address: str, limit: float) -> None:
        self.address, self.limit = address, limit

    def look(self, content: IO[bytes]) -> Verdict:
        """Have this looked into. Raises ScannerAway."""
        deadline = time.monotonic() + self.limit
        try:
            line = self._open()
        except OSError as problem:
            raise ScannerAway(f"not reached: {type(problem).__name__}", reached=False) from None
        with line:
            try:
                answer = _ask(line, content, deadline)
            except OSError as problem:
                raise ScannerAway(f"no answer: {type(problem).__name__}", reached=True) from None
        return _understood(answer)

    def _open(self) -> socket.socket:
        if self.address.startswith("unix:"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.limit)
            try:
                line.connect(self.address.removeprefix("unix:"))
            except OSError:
                line.close()
                raise
            return line
        parts = urlsplit(self.address)
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=self.limit)


def _ask(line: socket.socket, content: IO[bytes], deadline: float) -> bytes:
    _send(line, b"zINSTREAM\0", deadline)
    while piece := content.read(PIECE):
        _send(line, struct.pack("!I", len(piece)) + piece, deadline)
    _send(line, struct.pack("!I", 0), deadline)
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        _hurry(line, deadline)
        if not (more := line.recv(LONGEST_ANSWER)):
            break
        answer += more
    return answer


def _send(line: socket.socket, what: bytes, deadline: float) -> None:
    _hurry(line, deadline)
    line.sendall(what)


def _hurry(line: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)


def _understood(answer: bytes) -> Verdict:
    said = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if said == "stream: OK":
        return Verdict()
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        found = said.removeprefix("stream: ").removesuffix(" FOUND")
        return Verdict("".join(c for c in found if c.isprintable())[:120] or "something")
    raise ScannerAway(f"not understood: {said[:60]!r}", reached=True)


_scanner: Scanner | None = None


def use(scanner: Scanner | None) -> None:
    """Told once, at assembly: who looks into files; None when nobody does."""
    global _scanner
    _scanner = scanner


def in_use() -> Scanner | None:
    """Who looks into files, if anybody does."""
    return _scanner
