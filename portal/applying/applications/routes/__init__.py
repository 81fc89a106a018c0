"""The pages of an application: start, task list, sections, signatures, submission, sealed copies."""

from portal.applying.applications.routes import (
    by_link,
    desk,
    exceptions,
    sections,
    signing,
    starting,
    submitting,
    writing,
)
from portal.applying.applications.routes.blueprint import bp
from portal.applying.applications.routes.exceptions import outage_panel

__all__ = [
    "bp",
    "by_link",
    "desk",
    "exceptions",
    "outage_panel",
    "sections",
    "signing",
    "starting",
    "submitting",
    "writing",
]
