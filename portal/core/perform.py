"""The one door through which anything changes.

`perform(deed, subject, by=..., ...)` ends the read transaction, starts a write transaction, locks and reads the subject again, asks the
policy again, carries out the deed, hands its events to the subscribers, commits, and only then lets the outside world know. It is the only
caller of commit. A deed has no effect outside the database, so it can be run again after a deadlock.
"""

import logging
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from portal.core import events
from portal.core import once as once_only
from portal.core.actors import Actor
from portal.core.database import Base, session
from portal.core.errors import NotFound, SomeoneWasFaster, TryLater
from portal.core.i18n import _
from portal.core.once import Once
from portal.core.writing import NoTurn, turn_to_write

log = logging.getLogger(__name__)
ATTEMPTS = 3
_RETRY_SQLSTATES = {"40001", "40P01", "55P03"}

R = TypeVar("R")


class Hooks:
    """What the layers above put in at assembly. Each is called by `perform` and by nobody else."""

    def __init__(self) -> None:
        self.before_commit: Callable[[events.Event], None] = lambda event: None
        self.at_last: Callable[[list[events.Event]], None] = lambda recorded: None
        self.after_commit: Callable[[list[events.Event]], None] = lambda recorded: None
        self.recheck: Callable[[Any], Any] = lambda subject: subject


hooks = Hooks()


def perform(
    deed: Callable[..., R],
    subject: Any = None,
    *,
    by: Actor,
    once: Once | None = None,
    to: Callable[[R], str] | str | None = None,
    **words: Any,
) -> R:
    """Carry out `deed(subject, by=by, **words)` (or `deed(by=by, **words)` without a subject) in one write transaction.

    `once` is the form's once-only key and `to` the address the act is answered with (or a function from the deed's result to it).
    Raises whatever the deed refuses; SomeoneWasFaster for a constraint; AlreadyDone for a repeated form; TryLater when the database stays busy.
    """
    held = session()
    if held.new or held.dirty or held.deleted:
        raise RuntimeError(f"records were changed outside perform(): {[*held.new, *held.dirty, *held.deleted]}")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            result, recorded = _carry_out(held, deed, subject, by, once, to, words)
        except IntegrityError as error:
            held.rollback()
            raise _refusal(error) from error
        except NoTurn as error:
            raise TryLater from error
        except (OperationalError, DBAPIError) as error:
            held.rollback()
            if _locked(error):
                raise TryLater from error
            if not _worth_repeating(error):
                raise
            if attempt == ATTEMPTS:
                raise TryLater from error
            time.sleep(0.02 * attempt)
        except BaseException:
            held.rollback()
            raise
        else:
            hooks.after_commit(recorded)
            return result
    raise AssertionError("unreachable")


def _carry_out(
    held: Session,
    deed: Callable[..., R],
    subject: Any,
    by: Actor,
    once: Once | None,
    to: Callable[[R], str] | str | None,
    words: dict[str, Any],
) -> tuple[R, list[events.Event]]:
    held.commit()
    events.begin_act()
    with turn_to_write(held.get_bind().engine.url):
        try:
            return _in_one_transaction(held, deed, subject, by, once, to, words)
        except BaseException:
            held.rollback()  # before somebody else has their turn
            raise


def _in_one_transaction(
    held: Session,
    deed: Callable[..., R],
    subject: Any,
    by: Actor,
    once: Once | None,
    to: Callable[[R], str] | str | None,
    words: dict[str, Any],
) -> tuple[R, list[events.Event]]:
    held.connection(execution_options={"write": True})
    if once is not None:
        once_only.take(once, (to if isinstance(to, str) else "") or "/")
    if subject is not None and isinstance(subject, Base):
        _lock(held, subject)
    subject = hooks.recheck(subject)
    result = deed(subject, by=by, **words) if subject is not None else deed(by=by, **words)
    held.flush()
    recorded = _tell(held)
    if once is not None and callable(to):
        once_only.remember(once, to(result) or "/")
    held.commit()
    return result, recorded


def _tell(held: Session) -> list[events.Event]:
    told: list[events.Event] = []
    while waiting := events.take_recorded():
        events.add_to_act(waiting)
        for event in waiting:
            hooks.before_commit(event)
            told.append(event)
        held.flush()
    hooks.at_last(told)
    held.flush()
    return told


def _lock(held: Session, subject: Base) -> None:
    """Hold the subject's row and forget what was read before: what follows reads it as it is now."""
    table = type(subject)
    key = cast(tuple[Any, ...], sa.inspect(subject).identity)
    held.expire_all()
    primary = sa.inspect(table).primary_key
    found = held.execute(
        sa.select(*primary).where(*(c == v for c, v in zip(primary, key, strict=True))).with_for_update()
    ).first()
    if found is None:
        raise NotFound


def _locked(error: DBAPIError) -> bool:
    return "database is locked" in str(error.orig) or "database table is locked" in str(error.orig)


def _worth_repeating(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _RETRY_SQLSTATES


def _refusal(error: IntegrityError) -> SomeoneWasFaster:
    """The words of the constraint that said no: `info={"words": ..., "field": ...}` on it, or a general sentence."""
    info = _broken_constraint_info(error)
    if not info.get("words"):
        log.warning(
            "a constraint without words said no: %s", str(error.orig).split("\n", 1)[0]
        )  # no values on the first line
    general = _("Someone was faster, or this is already there. Please look again.")
    return SomeoneWasFaster(str(info.get("words") or general), info.get("field"))


def _broken_constraint_info(error: IntegrityError) -> dict[str, Any]:
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    columns = re.findall(r"(\w+)\.(\w+)", str(error.orig)) if "UNIQUE constraint failed" in str(error.orig) else []
    named = re.search(r"index '(\w+)'|CHECK constraint failed: (\w+)", str(error.orig))
    if named:
        name = named.group(1) or named.group(2)
    for table in Base.metadata.tables.values():
        for rule in [*table.constraints, *table.indexes]:
            if name and str(getattr(rule, "name", "")) == name:
                return dict(rule.info)
            has = [(table.name, column.name) for column in getattr(rule, "columns", [])]
            unique = isinstance(rule, sa.UniqueConstraint) or getattr(rule, "unique", False)
            if columns and unique and sorted(has) == sorted(columns):
                return dict(rule.info)
    return {}


__all__ = ["hooks", "perform"]
