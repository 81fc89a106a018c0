"""What a cluster shows outside: a summary on one sheet for governors, the authority and parents, and a public page if the cluster wants one."""
