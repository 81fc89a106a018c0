"""Screening, allocation without conflict, scores on the rubric, the panel."""
