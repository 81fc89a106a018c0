"""Who has really been told of results: for each person, whether their notice was opened, their mail left, came back, or never could be sent."""
