"""The history pack: everything that a school takes over with the place of one that left. It is only read here; nothing is kept."""
