"""Programmes and their rounds: dates, rules, sections, questions, criteria."""
