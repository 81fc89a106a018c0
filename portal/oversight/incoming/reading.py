"""Reading a mail that came in: whose it is, what its writer wrote above what was quoted, what a mail server says of one that came back.

Nothing here trusts the mail: every header may be missing, doubled or broken, and no failure to read one is an error of the portal.
"""

import email
import email.policy
import email.utils
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from typing import IO, Any

from portal.core import text
from portal.oversight.incoming.quoting import above_the_quote

MOST_BYTES = 40 * 1024 * 1024
MOST_FILES = 20
MOST_CHARACTERS = 200_000
_QUOTES = (
    ".gmail_quote, .gmail_attr, blockquote[type=cite], .moz-cite-prefix, .yahoo_quoted, #appendonsend, #appendonsend ~ *, "
    "#divRplyFwdMsg, #divRplyFwdMsg ~ *, #mail-editor-reference-message-container, .protonmail_quote, script, style, head, title, img"
)
_AUTOMATIC = {"bulk", "junk", "list", "auto_reply"}
_FULL = re.compile(r"quota|full|over.?size|exceeded", re.IGNORECASE)
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail."""

    name: str
    content: bytes

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class Failure:
    """What a mail server says of a mail that came back. `permanent`: there is no such mailbox; a full one may be emptied."""

    status: str
    permanent: bool


_ANSWERED = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|tr|rv)\s*:\s*|\[[^\]]{1,80}\]\s*)+", re.IGNORECASE
)  # what mail programs put before a subject


@dataclass(frozen=True)
class Incoming:
    """A mail as the portal reads it. `sender` is folded; `text` is what its writer wrote, as Markdown, without what was quoted."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    is_automatic: bool
    text: str
    files: tuple[Attached, ...]
    failures: tuple[Failure, ...]
    subject: str = ""


def read(raw: bytes, *, envelope: Sequence[str] = ()) -> Incoming:
    """Read a mail. `envelope`: the addresses it was delivered for; without them the headers tell."""
    message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw[:MOST_BYTES])
    failures = tuple(_failures(message))
    return Incoming(
        message_id=_header(message, "Message-ID")[:500],
        sender=text.fold_email(email.utils.parseaddr(_header(message, "From"))[1]),
        recipients=tuple(envelope) or tuple(_recipients(message)),
        is_automatic=_is_automatic(message),
        text="" if failures else written(message),
        files=() if failures else tuple(_files(message)),
        failures=failures,
        subject=_ANSWERED.sub("", text.clean_line(_header(message, "Subject"))),
    )


def _header(message: Any, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # the library raises many kinds for headers that no rule foresaw
        return ""


def _recipients(message: EmailMessage) -> Iterator[str]:
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"):
        yield from (address for _name, address in email.utils.getaddresses(_all(message, name))[:50])


def _all(message: Any, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except Exception:  # as above
        return []


def _is_automatic(message: EmailMessage) -> bool:
    """Answers of machines are never answered (RFC 3834)."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().casefold()
    path = message.get("Return-Path")
    return (
        submitted not in ("", "no")
        or (path is not None and _header(message, "Return-Path") in ("", "<>"))
        or _header(message, "Precedence").casefold() in _AUTOMATIC
        or any(message.get(name) is not None for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop"))
    )


# what was written


def written(message: EmailMessage) -> str:
    """What the writer wrote: the plain part, or the HTML as Markdown; without quotes and signature."""
    for kind in ("plain", "html"):
        part = _part(message, kind)
        content = _content(part) if part is not None else ""
        found = _from_html(content) if kind == "html" else _from_plain(content, part)
        if found:
            return found
    return ""


def _part(message: EmailMessage, kind: str) -> Any:
    try:
        return message.get_body(preferencelist=(kind,))
    except Exception:  # a structure that no rule foresaw
        return None


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except Exception:  # an unknown character set, a broken encoding
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _from_plain(content: str, part: Any) -> str:
    if part is not None and str(part.get_param("format", "")).casefold() == "flowed":
        content = _unflowed(content)
    return above_the_quote(content)


def _from_html(content: str) -> str:
    from bs4 import BeautifulSoup  # here, because the web server reads no mail, and both are large
    from markdownify import markdownify

    page = BeautifulSoup(content[: MOST_CHARACTERS * 5], "html.parser")
    for quoted in page.select(_QUOTES):
        quoted.decompose()
    return above_the_quote(markdownify(str(page), heading_style="ATX"))


def _unflowed(content: str) -> str:
    """RFC 3676: a line that ends with a space goes on in the next one."""
    lines: list[str] = []
    for line in content.splitlines():
        if lines and lines[-1].endswith(" ") and lines[-1] != "-- " and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
    return "\n".join(lines)


def _files(message: EmailMessage) -> Iterator[Attached]:
    for count, part in enumerate(message.iter_attachments()):
        if count >= MOST_FILES:
            return
        name = part.get_filename()
        payload = part.get_payload(decode=True)
        if name and isinstance(payload, bytes):
            yield Attached(str(name), payload)


# what came back


def _failures(message: EmailMessage) -> Iterator[Failure]:
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            failure = _failure(block)
            if failure is not None:
                yield failure


def _failure(block: Any) -> Failure | None:
    if _header(block, "Action").casefold() != "failed":
        return None
    return failure_in(f"{_header(block, 'Status')} {_header(block, 'Diagnostic-Code')}")


def failure_in(said: str) -> Failure:
    """What a mail server's words come to. A full mailbox may be emptied; a policy (5.7.1) says nothing of the mailbox; a bare 550 says that there is none."""
    found = _STATUS.search(said)
    bare = re.match(r"\s*(55[013])\b", said) if found is None else None
    status = found[0] if found else "5.1.1" if bare else ""
    is_full = status.endswith(".2.2") or _FULL.search(said) is not None
    return Failure(status, permanent=status.startswith("5") and not is_full and not status.startswith("5.7."))
