"""Committees of a cluster: who sits there, for whom and until when, and what the committee is there for. Small clusters never need one."""
