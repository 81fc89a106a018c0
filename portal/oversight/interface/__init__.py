"""What other programs may read: what is public, and what is one's own, as data. Nothing is changed here but the keys by which one's own is read."""
