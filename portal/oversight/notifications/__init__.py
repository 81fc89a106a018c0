"""What needs me, what I was told, and the mail that goes with it."""
