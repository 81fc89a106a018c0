"""Pages of the calendar, of activities, and of the links by which other calendars subscribe."""

from portal.running.activities.routes import acts, calendars, feeds, guests, planning
from portal.running.activities.routes.blueprint import bp
from portal.running.activities.routes.calendars import panel

__all__ = ["acts", "bp", "calendars", "feeds", "guests", "panel", "planning"]
