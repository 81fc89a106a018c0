"""A question of the programme to a cluster about its sent application: only the named answers open, until a day, and are sealed as the next version."""
