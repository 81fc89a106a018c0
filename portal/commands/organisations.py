"""`flask --app wsgi organisations import FILE`: local authorities, or academy trusts, from a published list."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.core.actors import SYSTEM
from portal.core.errors import Refusal
from portal.identity.organisations import services

organisations = AppGroup("organisations", help="Local authorities and other organisations.")


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_authorities(file: Path) -> None:
    """Read FILE (la_code,la_name,gss_code or gss_code,name; or the published extract of academy trusts). All or nothing; safe to run again."""
    try:
        new, changed = services.import_authorities(file, by=SYSTEM)
    except Refusal as problem:
        raise click.ClickException(str(problem.message)) from problem
    click.echo(f"{new} new, {changed} changed")
