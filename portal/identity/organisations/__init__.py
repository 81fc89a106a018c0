"""Organisations that are no schools: local authorities, education centres, museums, community and diaspora groups, district offices abroad."""
