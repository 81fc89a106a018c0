"""The record that a school keeps of itself: phases, ages, roll, setting, languages, what it is good at, what it works with, and its dates."""
