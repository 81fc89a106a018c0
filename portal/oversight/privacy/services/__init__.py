"""Verbs about data: closing an account, requests, what goes by age, and that something was taken away."""
