"""Giving the applications of a round to reviewers, all at once: proposed by a matching, shown, changed, released."""
