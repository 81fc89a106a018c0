"""The self-check: nine conditions under which clusters have held elsewhere. Answered at the start, and again each year; for the schools, never scored."""
