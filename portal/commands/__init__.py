"""What the service's keepers type: `flask --app wsgi ...`."""

from flask import Flask

COMMANDS: tuple[object, ...] = ()


def init_app(app: Flask) -> None:
    """Add every command group."""
    for command in COMMANDS:
        app.cli.add_command(command)  # type: ignore[arg-type]
