"""When both can: weeks in which all chosen schools teach, hours inside the school day at every end, and what a clock change does to a repeating call."""
