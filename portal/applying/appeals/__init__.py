"""Objections to an outcome: that the rules were not followed. Heard by someone who took no part; the record of the outcome stays as it was."""
