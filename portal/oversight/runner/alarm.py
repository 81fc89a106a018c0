"""The alarm clock: a queue in a file of its own, through which the web server rings for the job runner. JSON, never pickle; losing it loses nothing."""

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

PATIENCE = 0.2
log = logging.getLogger(__name__)


def open_queue(file: Path, *, patience: float) -> Any:
    """The queue in this file. `patience`: how many seconds to wait when another process holds it."""
    # Here, because huey brings the drivers of Redis and PostgreSQL wherever they are installed: 13 MB that reading pages needs none of.
    from huey import SqliteHuey

    from portal.oversight.runner.messages import JsonMessages

    return SqliteHuey("portal", filename=str(file), timeout=patience, results=False, serializer=JsonMessages())


def bell(queue: Any, answer: Callable[[], None]) -> Any:
    """The task that is rung for, answered by this function."""

    def look_now() -> None:
        answer()

    return queue.task(name="look_now")(look_now)


def ring(file: Path) -> bool:
    """Ask the job runner to look now. False when it could not be told: a request never fails for that."""
    try:
        queue, task = _outside(file)
        if queue.pending_count() == 0:
            task()
    except Exception as problem:  # whatever the file's trouble is, the act was committed
        log.warning("the job runner was not woken: %s", type(problem).__name__)
        return False
    return True


@cache
def _outside(file: Path) -> tuple[Any, Any]:
    queue = open_queue(file, patience=PATIENCE)
    return queue, bell(queue, lambda: None)
