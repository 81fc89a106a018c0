"""Calibration: before they read for a round, its reviewers score the same sample applications, and see where they differ and why."""
