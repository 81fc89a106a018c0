"""GATHERING: clusters of schools and the evidence they bring together."""
