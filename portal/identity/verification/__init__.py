"""How sure the programme is of a school: the queue, evidence, vouches, flags, and what a school may do while it waits."""
