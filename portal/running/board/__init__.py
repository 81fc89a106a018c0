"""The shared message board: threads, posts, replies owed, seen by school."""
