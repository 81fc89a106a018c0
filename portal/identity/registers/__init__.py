"""Official registers of schools, as published, imported whole."""
