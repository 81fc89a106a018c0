"""What is done to whole clusters: two become one, one becomes two, a group that exists is taken over as it is, a cluster serves as a pattern for another."""
