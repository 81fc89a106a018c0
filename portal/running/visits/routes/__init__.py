"""The pages of visits: the visit, its safety list, the questions taken along, whose turn it is; and the programme's safety list."""

from portal.running.visits.routes import items, questions, safety, turns, visits
from portal.running.visits.routes.blueprint import bp, safety_bp
from portal.running.visits.routes.visits import home_panel, way_in

__all__ = ["bp", "home_panel", "items", "questions", "safety", "safety_bp", "turns", "visits", "way_in"]
