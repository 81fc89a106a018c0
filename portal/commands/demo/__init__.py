"""`flask --app wsgi demo ...`: an invented world to look around in. Never in production, never twice."""

import importlib
import importlib.util

import click
from flask import current_app
from flask.cli import AppGroup

from config import Settings
from portal.commands.demo.world import World

WINGS = (
    "people",
    "accounts",
    "schools",
    "registers",
    "forming",
    "gathering",
    "running",
    "governing",
    "verification",
    "terms",
    "firstposts",
    "applying",
    "applying_more",
    "applying_bilingual",
    "finding",
    "years",
    "freezes",
    "matching",
    "pooling",
    "reshaping",
    "oversight_reports",
    "advising",
    "publishing",
    "privacy",
    "oversight",
    "oversight_mail",
    "last_year",
    "scanning",
    "sealing",
)

demo = AppGroup("demo", help="The demonstration world.")


@demo.command("load")
def load() -> None:
    """Put the demonstration world into the database; what is there already is left alone."""
    settings = _permitted()
    world = World(password=settings.demo_password)
    for wing in WINGS:
        name = f"portal.commands.demo.{wing}"
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name).load(world)
    click.echo(f"The demonstration world is loaded: {len(world.schools)} schools, {len(world.people)} people.")


@demo.command("accounts")
def accounts() -> None:
    """Print the demonstration accounts and their password."""
    from portal.commands.demo.last_year.places import ACCOUNTS as OF_LAST_YEAR
    from portal.commands.demo.people import ACCOUNTS  # the lists are long, and other commands do without

    settings = _permitted()
    click.echo(f"Demonstration accounts (password of all: {settings.demo_password})")
    for account in ACCOUNTS:
        if account.told:
            click.echo(f"  {account.key + '@demo.example':28} {account.told}")
    for key, told in OF_LAST_YEAR:
        click.echo(f"  {key + '@demo.example':28} {told}")


def _permitted() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_production or not settings.demonstration:
        raise click.ClickException(
            "The demonstration world is off here. It is for PORTAL_ENV=development, with PORTAL_DEMO on; never for production."
        )
    return settings
