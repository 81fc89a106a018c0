"""Tests of what schools say of themselves."""
