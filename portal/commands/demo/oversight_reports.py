"""Two reports: one of last night that waits for the safeguarding lead, one that an administrator has handled; its message is hidden and its
author can object. All invented."""

from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core.database import session
from portal.oversight.reports import queries, services
from portal.oversight.reports.models import Outcome, Report, ReportKind
from portal.oversight.reports.services.filing import Thing
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.board.models import Message


def load(world: World) -> None:
    """Make what is not there yet."""
    is_done = session().scalar(sa.select(Report.id).limit(1)) is not None
    session().commit()
    if not is_done:
        _handled(world)
        _waits(world)


def _file(world: World, who: str, kind: ReportKind, words: str, thing: Thing) -> Any:
    return world.do(services.file_report, by=who, kind=kind, words=words, thing=thing).id


def _handled(world: World) -> None:
    network = board_queries.get_board(world.made["clusters"]["marlbury"])
    text = "Cheap uniforms for every school! Write to uniforms@advertising.example before Friday."
    with world.then(days=-9, hour=14):
        thread = world.do(
            board.start_thread, network, by="teacher3", title="An offer for everyone", message=Message(text)
        )
        post_id = thread.last_post_id
    with world.then(days=-9, hour=15):
        words = "This is advertising. It has nothing to do with our river."
        report = _file(world, "teacher", ReportKind.NOT_GENUINE, words, Thing("post", post_id))
    with world.then(days=-8, hour=9):
        world.do(services.take, queries.get_report(report), by="admin")
        reason = "The board is for the work of the cluster. Advertising is not allowed there."
        world.do(services.hide_thing, queries.get_report(report), by="admin", reason=reason)
        done = "The author had passed on a mail from outside. I rang, and all is well."
        close = {"outcome": Outcome.HIDDEN, "words": done, "answer": "Thank you. The message stays hidden."}
        world.do(services.close, queries.get_report(report), by="admin", **close)


def _waits(world: World) -> None:
    with world.then(days=0, hour=0, minute=10):
        words = "The visitor who is to come in March writes that he would like to meet pupils alone. That seems strange to me."
        thing = Thing("cluster", world.made["clusters"]["marlbury"])
        _file(world, "contact4", ReportKind.ADULT_CONDUCT, words, thing)
