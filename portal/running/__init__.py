"""KEEPING IT GOING: partnerships, the message board, the calendar, and stand-ins."""
