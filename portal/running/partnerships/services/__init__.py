"""Verbs of partnerships and pairs."""
