"""Schools: the school holds the record; people are its members, some with a function."""
