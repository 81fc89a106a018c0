"""Passing on what a cluster has learned: what is planned, for whom, by when; and the log of what was done."""
