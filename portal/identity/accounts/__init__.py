"""People: accounts, sign-in, sessions, one-time links. Adults of schools only."""
