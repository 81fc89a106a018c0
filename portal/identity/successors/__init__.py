"""What becomes of a school here when its entry in the register closes: a person chooses which school follows it. The school keeps its record, its
partnerships and its history under the new number; or it closes, and its people choose for themselves."""
