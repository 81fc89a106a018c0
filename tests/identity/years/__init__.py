"""Tests of school years."""
