"""Many people press the same button at the same moment: real threads, real sessions, one database."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts at the same moment, each in its own thread and session. Answers what each gave back, or the exception it raised."""
    gate = threading.Barrier(len(acts))
    answers: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            gate.wait(timeout=120)
            try:
                answers[number] = acts[number]()
            except Exception as error:
                answers[number] = error

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return answers
