"""Visits between schools: who travels to whom and when, what must be safe before, whose questions are taken along, and whose turn it is next."""
