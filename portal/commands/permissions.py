"""`flask --app wsgi permissions write`: the policy table as a document that anyone can read."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.commands import who_is_told
from portal.policy import (
    TABLE,
    Action,
    applying,
    finding,
    forming,
    gathering,
    governing,
    identity,
    matching,
    mediating,
    oversight,
    pooling,
    recording,
    reporting,
    running,
    visiting,
)

FILE = Path(__file__).parents[2] / "docs" / "permissions.md"
WINGS = (
    ("People and schools", identity.TABLE),
    ("Finding partner schools", finding.TABLE),
    ("Clusters and evidence", forming.TABLE),
    ("What schools are in a cluster", gathering.TABLE),
    ("What clusters share, and clusters within clusters", pooling.TABLE),
    ("Committees of clusters", governing.TABLE),
    ("Partnerships, board, calendar, stand-ins", running.TABLE),
    ("Clusters that look for one another", matching.TABLE),
    ("Visits and turns", visiting.TABLE),
    ("Difficulties between schools", mediating.TABLE),
    ("The programme", applying.TABLE),
    ("Looking after", oversight.TABLE),
    ("Reports", reporting.TABLE),
    ("The record", recording.TABLE),
)
HEAD = """# Who may do what

Written by `make permissions` from `portal/policy/`; do not edit it by hand. Who is not signed in may do none of this. Who may not know that something
exists is told that there is nothing there (404); who may see it but not do this is told so (403).
"""

permissions = AppGroup("permissions", help="The policy table as a document.")


@permissions.command("write")
def write() -> None:
    """Write docs/permissions.md again."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(document(), encoding="utf-8")
    who_is_told.FILE.write_text(who_is_told.document(), encoding="utf-8")
    click.echo(f"{FILE.name}: {len(TABLE)} actions.")


def document() -> str:
    """The whole document."""
    parts = [HEAD]
    for title, table in WINGS:
        parts.append(f"\n## {title}\n\n| action | who may | who else may know that it exists |\n|---|---|---|\n")
        parts += [_row(action) for action in Action if action in table]
    return "".join(parts)


def _row(action: Action) -> str:
    entry = TABLE[action]
    sees = entry.sees.words if entry.sees is not None else "nobody else"
    return f"| {action.value.replace('_', ' ')} | {entry.may.words} | {sees} |\n"
