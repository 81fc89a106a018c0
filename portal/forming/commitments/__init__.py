"""The working agreement of a cluster: what the schools promise one another, staff time, for how long, when it is looked at again; each school signs."""
