"""Partnerships with schools abroad (or at home), and who is linked with whom."""
