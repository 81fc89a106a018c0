"""Reporting, for everyone; handling, for those whom a report was sent to; decisions, for whoever wrote the thing."""

from portal.oversight.reports.routes import deciding, filing, handling  # noqa: F401 - their views are on the blueprints
from portal.oversight.reports.routes.blueprint import BLUEPRINTS

__all__ = ["BLUEPRINTS"]
