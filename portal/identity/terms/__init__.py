"""The school year: terms, half-terms, holidays, exams and staff days of a school or its authority, and the hours of an ordinary school day."""
