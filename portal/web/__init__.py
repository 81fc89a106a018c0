"""The edge: the only package that knows both Flask and the policy."""
