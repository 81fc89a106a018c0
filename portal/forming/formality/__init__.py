"""How formal a cluster is: network, cluster or consortium. The level says which of committees, votes and a shared purse it has; all of it is data."""
