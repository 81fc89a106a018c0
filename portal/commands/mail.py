"""`flask --app wsgi mail ...`: the way in for answers and bounces."""

import sys
import time
from collections.abc import Sequence

import click
from flask import current_app
from flask.cli import AppGroup

from portal.core.errors import TryLater
from portal.oversight.incoming.lmtp import listen_until_stopped
from portal.oversight.incoming.reading import MOST_BYTES
from portal.oversight.incoming.receiving import MailIsNotTaken, receive

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the mail and brings it again
NOT_SET_UP = 78  # EX_CONFIG

mail = AppGroup("mail", help="Mail that comes in.")


@mail.command("receive")
@click.option("--to", "envelope", multiple=True, help="The address it was delivered for; else the headers tell.")
def receive_one(envelope: Sequence[str]) -> None:
    """Read one mail from standard input: for the pipe of a mail server. Ends with 0 when the mail was dealt with, 75 to have it brought again."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        click.echo("too large", err=True)
        return
    try:
        taken = receive(raw, envelope=envelope)
    except TryLater:
        click.echo("The database is busy; bring the mail again.", err=True)
        sys.exit(TRY_AGAIN)
    except MailIsNotTaken:
        click.echo("PORTAL_MAIL_IN_DOMAIN is not set, so this portal takes no mail in.", err=True)
        sys.exit(NOT_SET_UP)
    click.echo(f"{taken.outcome} {taken.reason}".strip())


@mail.command("listen")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; keep it on this machine.")
@click.option("--port", default=8024, show_default=True, type=click.IntRange(1, 65535))
def listen(host: str, port: int) -> None:
    """Take mail in by LMTP (RFC 2033), until stopped."""
    if current_app.config["SETTINGS"].mail_in_domain is None:
        click.echo("PORTAL_MAIL_IN_DOMAIN is not set, so this portal takes no mail in.", err=True)
        sys.exit(NOT_SET_UP)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    click.echo(f"Taking mail in by LMTP on {host}:{port}. Ctrl-C stops.")
    listen_until_stopped(app, host=host, port=port, pause=time.sleep)
