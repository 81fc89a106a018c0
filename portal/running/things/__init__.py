"""What the schools of a cluster lend one another: books, kit, people who can teach something; and what each needs and offers."""
