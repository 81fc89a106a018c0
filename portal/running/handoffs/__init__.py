"""Stand-ins: another school takes over an activity or a communication, then passes it back."""
