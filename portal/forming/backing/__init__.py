"""Help from outside: which body supports a cluster, with what, from when until when, and how the cluster does half a year and a year after it ended."""
