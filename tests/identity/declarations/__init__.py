"""Tests of safeguarding declarations."""
