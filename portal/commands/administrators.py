"""`flask --app wsgi administrators ...`: the first system administrator of a new portal."""

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from portal.core.actors import SYSTEM
from portal.core.perform import perform
from portal.core.text import clean_line
from portal.identity.accounts import services
from portal.web.security import external_url

administrators = AppGroup("administrators", help="System administrators.")


@administrators.command("create")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", required=True, help="The person's e-mail address.")
def create(name: str, email: str) -> None:
    """Make a system administrator, and print the one-time link by which they choose a password. It is shown once."""
    name = clean_line(name)
    if not 1 <= len(name) <= 120:
        raise click.ClickException("Give a name of 1 to 120 characters: --name 'Ada Example'")
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as problem:
        raise click.ClickException(f"--email: {problem}") from None
    token = perform(services.make_administrator, by=SYSTEM, name=name, email=email)
    click.echo(f"{name} is a system administrator. Give them this link; it works once, for two days:")
    click.echo(external_url("accounts.reset", token=token))
