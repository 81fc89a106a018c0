"""What the boxes of a review begin with: what calendar and minutes say of the year, for the coordinator to keep or change."""

from portal.core.i18n import _
from portal.running.annual.queries import Told
from portal.web.moments import day


def went_well(told: Told) -> str:
    """What took place and what was decided."""
    lines = []
    if told.activities:
        lines += [_("We did together:"), *(f"- {title} ({day(on)})" for title, on in told.activities)]
    if told.decisions:
        lines += ["", _("Our schools decided:"), *(f"- {words}" for words in told.decisions)]
    return "\n".join(lines).strip()[:4000]


def next_year(told: Told) -> str:
    """What our meetings asked somebody to do, and is still open."""
    if not told.open_actions:
        return ""
    return "\n".join([_("Still to do from our meetings:"), *(f"- {task}" for task in told.open_actions)])[:4000]
