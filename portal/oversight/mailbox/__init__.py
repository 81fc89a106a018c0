"""Outgoing mail as people can look at it: whole in a demonstration, its state alone for administrators."""
