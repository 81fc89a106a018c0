"""What the service's keepers type: `flask --app wsgi ...`."""

import importlib
from typing import Any

import click
from flask import Flask

GROUPS = (
    "administrators",
    "audit",
    "demo",
    "jobs",
    "mail",
    "organisations",
    "permissions",
    "privacy",
    "register",
    "scale",
)


class Later(click.Command):
    """A group of commands (of its name, in the module given), imported when someone types it.

    A web server has no use for commands, nor for what they bring: the job runner, the receiver of mail, the demonstration world.
    """

    def __init__(self, name: str, module: str) -> None:
        super().__init__(name)
        self.module = module

    def _group(self) -> click.Group:
        group: click.Group = getattr(importlib.import_module(self.module), str(self.name))
        return group

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        return self._group().make_context(
            info_name, args, parent=parent, **extra
        )  # from here on it is the group itself that runs

    def get_short_help_str(self, limit: int = 45) -> str:
        return self._group().get_short_help_str(limit)


def init_app(app: Flask) -> None:
    """Add every command group."""
    for name in GROUPS:
        app.cli.add_command(Later(name, f"{__name__}.{name}"))
    app.cli.add_command(Later("db", "flask_migrate.cli"))
