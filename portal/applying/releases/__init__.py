"""Sending the results of a round: the list is shown first (who and how many), a second person confirms it above twenty people, then each application is sent by
itself, so that what stopped half-way goes on where it was."""
