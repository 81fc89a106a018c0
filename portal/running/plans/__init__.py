"""What schools do in a partnership, and for one another: the project plan with its tasks, the class of each school, and support between schools at home."""
