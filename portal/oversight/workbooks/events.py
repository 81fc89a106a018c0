"""Facts about workbooks. What was taken out, how many rows and what for is told by `exports.events.TableExported`."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkbookAsked(Event):
    """Somebody asked for a workbook of a round."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class WorkbookEnded(Event):
    """It is ready, it failed, or it was stopped: `how`."""

    how: str
