"""Matching: a cluster says that it looks for a partner cluster, sees which clusters fit it best and why, asks one, and an answer makes them twins."""
