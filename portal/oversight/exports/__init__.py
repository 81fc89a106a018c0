"""Tables that those who look after the portal take out of it: it is asked what for, and how many rows went is written down."""
