"""Verbs of decisions and awards."""

from portal.applying.awards.services.awards import accept_award
from portal.applying.awards.services.decisions import record_decision, release_decision, stop_decision

__all__ = ["accept_award", "record_decision", "release_decision", "stop_decision"]
