"""Read-only: a person, a school or a cluster on which nothing changes until someone who looks after the service says so. Reading goes on."""
