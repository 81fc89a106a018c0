"""Workbooks: everything of a round as one file for a spreadsheet, made in the background for one person, with what that person may see and no more."""
