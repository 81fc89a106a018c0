"""Evidence under the headings, and letters of support from people without an account."""
