"""Reading what the pictures show: grouped in the database, a fixed number of statements, however many applications there are."""
