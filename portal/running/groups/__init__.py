"""Clusters within clusters: a cluster over several others, and smaller ones within it. Dates, contacts, counts and notices are read together."""
