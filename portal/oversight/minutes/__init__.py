"""The minutes of the panel: what it wrote down on one day about the applications of a round, as a sheet of paper."""
