"""Meetings of committees: called with a date, fed by what is open, written down, decided in, agreed at the next one and sealed then."""
