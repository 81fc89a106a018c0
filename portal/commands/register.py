"""`flask --app wsgi register import ...`: bring an official register to what its published file says."""

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.core.actors import SYSTEM
from portal.identity.registers import services
from portal.identity.registers.reading import UnreadableFile

SHOWN = 100
register = AppGroup("register", help="Official registers of schools.")


@register.command("import")
@click.argument("kind", type=click.Choice(["gias", "gias-links"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partial", is_flag=True, help="The file is not the whole register: flag nothing as missing.")
@click.option("--force", is_flag=True, help="Import even if the file has far fewer rows than the last one.")
@click.option("--extract-date", type=click.DateTime(["%Y-%m-%d"]), help="The day of the extract; the newer one wins.")
@click.option(
    "--refused", "refused_file", type=click.Path(dir_okay=False, path_type=Path), help="Write every refused row here."
)
def import_register(
    kind: str, file: Path, partial: bool, force: bool, extract_date: datetime | None, refused_file: Path | None
) -> None:
    """Read FILE (a published GIAS table) and bring the register to what it says. All or nothing; safe to run again."""
    with click.progressbar(length=file.stat().st_size, label=f"Reading {file.name}", file=sys.stderr) as bar:
        try:
            if kind == "gias":
                day = extract_date.date() if extract_date else None
                summary = services.import_gias(
                    file, by=SYSTEM, extract_on=day, partial=partial, force=force, progress=bar.update
                )
            else:
                summary = services.import_gias_links(file, by=SYSTEM, progress=bar.update)
        except UnreadableFile as problem:
            raise click.ClickException(str(problem.message)) from problem
    tell(summary, refused_file)


def tell(summary: services.Summary, refused_file: Path | None) -> None:
    """The summary at the end: counts, then the refused rows with line and reason."""
    click.echo(
        f"{summary.rows} rows: {summary.new} new, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{len(summary.refused)} refused"
        + (f", {summary.older} older than what is here" if summary.older else "")
        + (f", {summary.missing} no longer in the register" if summary.missing else "")
    )
    for line, reason in summary.refused[:SHOWN]:
        click.echo(f"  line {line}: {reason}")
    if len(summary.refused) > SHOWN:
        click.echo(f"  and {len(summary.refused) - SHOWN} more (use --refused FILE to see them all)")
    if refused_file is not None:
        refused_file.write_text("".join(f"{line}\t{reason}\n" for line, reason in summary.refused), encoding="utf-8")
