"""Pages of meetings: the dates, the minutes, the decisions."""

from portal.running.meetings.routes import decisions, meetings, mine, minutes
from portal.running.meetings.routes.blueprint import bp
from portal.running.meetings.routes.panels import case_panel, committee_panel, home_panel

__all__ = ["bp", "case_panel", "committee_panel", "decisions", "home_panel", "meetings", "mine", "minutes"]
