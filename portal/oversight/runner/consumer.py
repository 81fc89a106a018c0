"""The process that never ends: two workers that answer the bell and look by themselves every few seconds."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from huey.consumer import Consumer, Scheduler

from portal.oversight.runner import alarm
from portal.oversight.runner.sender import send_waiting
from portal.oversight.runner.sweep import run_due_jobs

LOOK_EVERY = 3
LAST_SECONDS = 8
log = logging.getLogger(__name__)


class _Often(Scheduler):  # type: ignore[misc]  # huey is published without types
    periodic_task_seconds = LOOK_EVERY


class Runner(Consumer):  # type: ignore[misc]  # huey is published without types
    """huey's consumer, which ends gently when it is asked to, and never starts itself anew."""

    scheduler_class = _Often

    def __init__(self, queue: Any) -> None:
        super().__init__(
            queue, workers=2, max_delay=0.5, shutdown_timeout=LAST_SECONDS, graceful_signal="TERM", periodic=True
        )
        gently = (False, True)
        self._signal_actions = {signal.SIGTERM: gently, signal.SIGINT: gently}


def make_runner(app: Flask) -> Runner:
    """The job runner of this portal."""
    file = app.config["SETTINGS"].jobs_database
    file.parent.mkdir(parents=True, exist_ok=True)
    queue = alarm.open_queue(file, patience=5)
    queue.flush()  # what was rung for while nobody was here is looked at first thing anyway
    stopped: list[Callable[[], bool]] = []

    def is_stopping() -> bool:
        return any(ask() for ask in stopped)

    post = _one_at_a_time(app, lambda: send_waiting(stopping=is_stopping))
    work = _one_at_a_time(app, run_due_jobs)
    alarm.bell(queue, post)
    queue.periodic_task(lambda at: True, name="look_at_the_outbox")(post)
    queue.periodic_task(lambda at: True, name="look_at_the_jobs")(work)
    runner = Runner(queue)
    stopped.append(runner.stop_flag.is_set)
    return runner


def _one_at_a_time(app: Flask, look: Callable[[], object]) -> Callable[[], None]:
    """Look in a context of its own; a look that is still going on is enough, so that they never pile up."""
    busy = threading.Lock()

    def looked() -> None:
        if not busy.acquire(blocking=False):
            return
        try:
            with app.app_context():
                look()
        except Exception:  # the database may be away for a while: say so and look again
            log.exception("the job runner could not look")
        finally:
            busy.release()

    return looked
