"""Runs several flask commands in one process, which is quicker than one after the other.

    python tools/prepare.py DESCRIPTOR "db upgrade" "demo load" "demo accounts"

What the last command prints goes to the open file descriptor; what the others print goes to standard output.
"""

import contextlib
import io
import os
import sys
from pathlib import Path

import click
from flask.cli import FlaskGroup, ScriptInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main(descriptor: int, commands: list[str]) -> int:
    """Run the commands in order; stop at the first that fails."""
    from wsgi import app  # here, because the path is set above

    group, info = FlaskGroup(), ScriptInfo(create_app=lambda: app)
    for command in commands:
        last = io.StringIO()
        keeps = contextlib.redirect_stdout(last) if command == "demo accounts" else contextlib.nullcontext()
        try:
            with keeps:
                group.main(args=command.split(), obj=info, prog_name="flask", standalone_mode=False)
        except click.ClickException as problem:
            problem.show()
            return problem.exit_code
        except click.exceptions.Exit as ended:
            if ended.exit_code != 0:
                return ended.exit_code
        if command == "demo accounts":
            os.write(descriptor, last.getvalue().encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
