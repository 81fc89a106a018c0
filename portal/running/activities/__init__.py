"""The calendar: activities with an owner school, a teacher and a back-up teacher."""
