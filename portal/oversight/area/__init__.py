"""My area: what an officer of a local authority sees of the schools that belong to it."""
