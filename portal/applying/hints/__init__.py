"""A private note to one reviewer about how they score, from who chairs the panel or manages the programme; nobody else reads it."""
