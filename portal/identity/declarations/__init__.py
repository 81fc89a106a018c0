"""The safeguarding declaration of a school: who, by which rules, reviewed when. It runs out after a year; the reminders come 60, 30 and 7 days before."""
