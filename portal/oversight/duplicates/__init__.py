"""Schools that were registered twice: found, looked at side by side, and made one with their history."""
