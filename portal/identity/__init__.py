"""WHO IS HERE: people, schools, and the official registers they are checked against."""
