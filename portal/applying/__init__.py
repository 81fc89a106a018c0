"""THE PROGRAMME: rounds, applications, reviews, decisions and awards."""
