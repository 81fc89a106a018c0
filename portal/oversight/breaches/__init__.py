"""The list of breaches: what went wrong with personal data, whom it concerns, whom we told and when (the regulator within 72 hours)."""
