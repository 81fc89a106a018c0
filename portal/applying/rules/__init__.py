"""How a round is reviewed: the quality bar, ties and their draw, and what a round turns on: blind reading, discussion."""
