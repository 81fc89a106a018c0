"""`flask --app wsgi jobs ...`: mail, reminders and all work that waits for a time."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.oversight.runner.consumer import make_runner
from portal.oversight.runner.sender import send_waiting
from portal.oversight.runner.sweep import run_due_jobs

jobs = AppGroup("jobs", help="Mail, reminders and work that waits for a time.")


@jobs.command("run")
def run() -> None:
    """Run until asked to stop (SIGTERM or Ctrl-C)."""
    make_runner(current_app._get_current_object()).run()  # type: ignore[attr-defined]


@jobs.command("once")
def once() -> None:
    """Do what is due now, then end: for tests and for machines with a timer of their own."""
    done = run_due_jobs()
    sent = send_waiting()
    click.echo(f"{len(done)} jobs done, {sent} mails sent.")
