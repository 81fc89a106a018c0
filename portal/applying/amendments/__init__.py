"""Something is different from what was awarded: the cluster asks the programme for a change, and the programme agrees or does not, in words."""
