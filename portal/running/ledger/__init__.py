"""Shared costs of a cluster: one school keeps the money, every entry is balanced, every school reads where it stands."""
