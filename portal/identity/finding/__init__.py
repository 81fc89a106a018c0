"""Finding: verified schools that may be found as partners, what a search knows of them, and how two schools differ."""
