"""Projects that schools join one by one, and that can become a cluster with everything that was said."""
