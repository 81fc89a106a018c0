"""`flask --app wsgi register import ...`: bring an official register to what its published file says."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import AppGroup

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.errors import Refusal, TryLater
from portal.identity.registers import services
from portal.identity.registers.kinds import KINDS
from portal.identity.registers.services.links import LINKS

register = AppGroup("register", help="Official registers of schools.")


@register.command("import")
@click.argument("kind", type=click.Choice([*KINDS, LINKS]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partial", is_flag=True, help="The file is not the whole register: flag nothing as missing.")
@click.option("--force", is_flag=True, help="Import even if the file has far fewer rows than the last one.")
@click.option("--extract-date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the extract; the newer one wins.")
@click.option(
    "--refused", "refused_file", type=click.Path(dir_okay=False, path_type=Path),
    help="Write every refused row here (else: in the instance folder).",
)  # fmt: skip
def import_register(
    kind: str, file: Path, partial: bool, force: bool, extract_date: datetime | None, refused_file: Path | None
) -> None:
    """Read FILE, a published table of KIND, and bring the register to what it says. All or nothing; safe to run again. See docs/registers.md."""
    options = services.Options(extract_date.date() if extract_date else None, partial, force)
    length = file.stat().st_size
    with _file_of_refusals(kind, refused_file) as (refusals, where):
        options.refused.all_to = refusals
        with click.progressbar(length=length, label=f"Reading {file.name}", file=sys.stderr) as bar:
            options.progress = bar.update
            try:
                if kind == LINKS:
                    summary = services.import_links(file, by=SYSTEM, options=options)
                else:
                    summary = services.import_file(KINDS[kind], file, by=SYSTEM, options=options)
            except Refusal as problem:
                more = f" Refused rows are in {where}" if options.refused.count else ""
                raise click.ClickException(f"{problem.message}{more}") from problem
            except TryLater as problem:
                raise click.ClickException("The database is busy. Nothing was imported; try again.") from problem
        tell(summary, where if summary.refused.count else None)


@contextmanager
def _file_of_refusals(kind: str, chosen: Path | None) -> Iterator[tuple[IO[str], Path]]:
    """A file for every refused row. It is kept where there were some, or where it was asked for."""
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    where = (
        chosen or current_app.config["SETTINGS"].instance_folder / "register-imports" / f"{kind}-{stamp}-refused.tsv"
    )
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as refusals:
        try:
            yield refusals, where
        finally:
            if refusals.tell() or chosen is not None:
                where.parent.mkdir(parents=True, exist_ok=True)
                refusals.seek(0)
                with where.open("w", encoding="utf-8", newline="\n") as kept:
                    kept.writelines(refusals)


def tell(summary: services.Summary, where: Path | None) -> None:
    """The summary at the end: counts, then the first refused rows with line and reason, and where all of them are."""
    refused = summary.refused
    click.echo(
        f"{summary.rows} rows: {summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, {refused.count} refused"
        + (f", {summary.older} older than what is here" if summary.older else "")
        + (f", {summary.missing} no longer in the register" if summary.missing else "")
    )
    for lines in (refused, summary.doubtful):
        for line in lines.first:
            place = f"sheet {line.sheet}, row {line.line}" if line.sheet else f"line {line.line}"
            click.echo(f"  {place}: {line.reason}")
        if lines.count > len(lines.first):
            click.echo(f"  and {lines.count - len(lines.first)} more")
    if where is not None:
        click.echo(f"Every refused row is in {where}")
