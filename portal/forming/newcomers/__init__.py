"""A teacher who is new in a cluster: a short way to read in, a buddy by name, a list to tick. It begins by itself and is finished when all is ticked."""
