"""What every room stands on. Knows nothing of schools, of the web, or of anyone above it."""
