"""Which part each school plays in a cluster: sets of parts as data, who is linked through whom; supporters, feeder links, mentoring."""
