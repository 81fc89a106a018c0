"""Decisions, their release by a second person, and what a cluster accepts."""
