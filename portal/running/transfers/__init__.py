"""What is shared with schools in other countries: said to a school before it happens the first time, country by country, and who of it has read it."""
