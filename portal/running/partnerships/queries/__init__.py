"""Finding partnerships, pairs, and who shares a board."""
