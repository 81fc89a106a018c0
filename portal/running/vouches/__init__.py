"""Vouching for a school of one's network that still waits to be verified: the cluster's board opens to it at once."""
