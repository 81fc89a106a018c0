"""A programme's own headings of the evidence: renamed, added, left out, put in another order."""
