"""Responsibility passes from a supporting body to an authority, in phases with a gate before each: training, transition, two years of maintenance."""
