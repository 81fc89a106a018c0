"""A board to write on, without the web."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.perform import perform
from portal.running.board import queries, services
from portal.running.board.models import Thread
from portal.running.board.services import Message
from tests.support.cast import Cast


class Board:
    """The board of the cluster `river`: write on it as someone of the cast."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast

    @property
    def path(self) -> str:
        return f"/clusters/{self.cast.river}/board"

    def thread_path(self, thread_id: uuid.UUID) -> str:
        return f"{self.path}/threads/{thread_id}"

    def start(self, who: str, title: str = "Rain", text: str = "How much rain did you have?", **words: Any) -> Thread:
        with self.app.app_context():
            by = self.cast.signed_in(who)
            return perform(
                services.start_thread,
                queries.get_board(self.cast.river),
                by=by,
                title=title,
                message=Message(text),
                **words,
            )

    def reply(self, who: str, thread_id: uuid.UUID, text: str = "Forty millimetres.", **words: Any) -> Any:
        return self.do(who, services.post_reply, thread_id, message=Message(text), **words)

    def do(self, who: str, deed: Any, thread_id: uuid.UUID, **words: Any) -> Any:
        """Carry out a deed on the thread as someone."""
        with self.app.app_context():
            by = self.cast.signed_in(who)
            return perform(deed, queries.get_thread(self.cast.river, thread_id), by=by, **words)

    def thread(self, thread_id: uuid.UUID) -> Thread:
        with self.app.app_context():
            return queries.get_thread(self.cast.river, thread_id)


@pytest.fixture
def board(app: Flask, cast: Cast) -> Board:
    return Board(app, cast)


@pytest.fixture
def rows(app: Flask) -> Any:
    """Read rows as they stand: `rows(select)`."""

    def read(query: sa.Select[Any]) -> list[Any]:
        from portal.core.database import session

        with app.app_context():
            return list(session().execute(query).all())

    return read
