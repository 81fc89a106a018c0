"""The agenda of a round's panel: what it will talk about, chosen among what lies near the line and what the reviewers disagree on."""
