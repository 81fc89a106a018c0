"""School years: once a year the contact says who still works at the school, and the head says one yearly yes by link. What is late is told, then has an end."""
