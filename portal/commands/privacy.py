"""`flask --app wsgi privacy ...`: the inventory as a document; closures that a restore has to repeat."""

import json
import uuid
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.privacy import inventory
from portal.oversight.privacy.classes import Class, class_of, is_text
from portal.oversight.privacy.services import closing

FILE = Path(__file__).parents[2] / "docs" / "privacy" / "inventory.md"
HEAD = """# What is kept

Written by `make permissions` from `portal/oversight/privacy/inventory.py`; do not edit it by hand. "Theirs": given out with its words when a person asks for
their data. "Named": only dates and states are given out. Secrets (hashes, keys, copies for the machine) are given to nobody.
"""

privacy = AppGroup("privacy", help="What is kept about people.")


@privacy.command("write")
def write() -> None:
    """Write docs/privacy/inventory.md again."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(document(), encoding="utf-8")
    click.echo(f"{FILE.name}: {len(inventory.TABLES)} tables.")


def document() -> str:
    """The whole document."""
    parts = [
        HEAD,
        "\n| table | what for | ground | how long | theirs by | named by | personal | free words |\n|---|---|---|---|---|---|---|---|\n",
    ]
    for table, kept in inventory.kept_tables():
        texts = {kind: [c.name for c in table.columns if is_text(c) and class_of(c) == kind] for kind in Class}
        theirs = [*kept.own, *([kept.own_address] if kept.own_address else []), *(kept.own_through or ())[:1]]
        cells = [
            table.name,
            kept.purpose + (f" ({kept.withheld})" if kept.withheld else ""),
            kept.ground.value,
            kept.time.value,
            ", ".join(theirs),
            ", ".join(kept.named),
            ", ".join(texts[Class.PERSONAL]),
            ", ".join(texts[Class.WORDS]),
        ]
        parts.append("| " + " | ".join(cells) + " |\n")
    return "".join(parts)


@privacy.command("closures")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--since", type=click.DateTime(), required=True, help="When the copy that may be restored was made.")
def closures(file: Path, since: datetime) -> None:
    """Write down which accounts were closed since then (ids only), so that a restore can close them again."""
    closed = sa.select(Person.id).where(Person.status == PersonStatus.CLOSED, Person.updated_at >= since.astimezone())
    keys = [str(key) for key in session().scalars(closed.order_by(Person.id))]
    file.write_text(json.dumps(keys), encoding="utf-8")
    click.echo(f"{len(keys)} closed accounts written to {file}.")


@privacy.command("replay")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def replay(file: Path) -> None:
    """After a restore: close the accounts of this file again."""
    again = 0
    for key in json.loads(file.read_text(encoding="utf-8")):
        person = session().get(Person, uuid.UUID(key))
        if person is not None and person.status != PersonStatus.CLOSED:
            perform(closing.replay, person, by=SYSTEM)
            again += 1
    click.echo(f"{again} accounts were closed again.")
