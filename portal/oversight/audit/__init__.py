"""The record: one entry for every fact, never changed, and the timelines read from it."""
