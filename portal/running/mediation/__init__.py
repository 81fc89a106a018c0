"""Mediation: two schools of a network that find it hard sort it out with someone who is not involved. Nobody else reads a word of it."""
