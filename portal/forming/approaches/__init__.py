"""Approaches: one school asks another to become partners; the first contact stays inside the portal, and an answer opens the next step."""
