"""`flask --app wsgi audit ...`: seal the record, and check that nothing in it was changed."""

from typing import Any

import click
from flask.cli import AppGroup

from portal.oversight.chain import jobs
from portal.oversight.chain.models import Problem

WORDS = {
    Problem.CHANGED: "entries were changed, added or removed",
    Problem.MISSING: "the block is missing",
    Problem.REPLACED: "it is not the block that an earlier check saw",
}
audit = AppGroup("audit", help="The record: sealing and checking it.")


def _head(_context: Any, _option: Any, value: str | None) -> tuple[int, str] | None:
    if value is None:
        return None
    number, _colon, digest = value.partition(":")
    if not number.isdigit() or int(number) < 1 or len(digest) != 64:
        raise click.BadParameter("write it as an earlier check printed it, for example 12:0a1b... (64 characters)")
    return int(number), digest.lower()


@audit.command("seal")
def seal() -> None:
    """Seal what was entered more than ten minutes ago; the job runner does so by itself."""
    click.echo(f"{jobs.seal(settled_after=jobs.SETTLED_AFTER)} entries sealed.")


@audit.command("verify")
@click.option("--head", callback=_head, help="NUMBER:DIGEST of a block, as an earlier check printed it.")
def verify(head: tuple[int, str] | None) -> None:
    """Reckon the whole chain again. Ends with 1 when something does not agree; the administrators are told then."""
    found = jobs.check(head)
    if found.problem is not None:
        raise click.ClickException(f"Block {found.block}: {WORDS[found.problem]}.")
    click.echo(f"{found.entries} entries agree. The newest few minutes are not sealed yet.")
    click.echo(f"Head: {found.head}:{found.digest}" if found.head else "Nothing is sealed yet.")
