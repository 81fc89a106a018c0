"""What the service's keepers type: `flask --app wsgi ...`."""

from flask import Flask

from portal.commands.administrators import administrators
from portal.commands.demo import demo
from portal.commands.jobs import jobs
from portal.commands.mail import mail
from portal.commands.organisations import organisations
from portal.commands.permissions import permissions
from portal.commands.register import register
from portal.commands.scale import scale

COMMANDS: tuple[object, ...] = (
    administrators,
    demo,
    jobs,
    mail,
    organisations,
    permissions,
    register,
    scale,
)


def init_app(app: Flask) -> None:
    """Add every command group."""
    for command in COMMANDS:
        app.cli.add_command(command)  # type: ignore[arg-type]
