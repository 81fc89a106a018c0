"""The annual review: each spring the portal lays it out from what happened; the schools add a few words, the coordinator sends it."""
