"""Clusters: schools gathered around a theme, with a lead school and a contact teacher."""
