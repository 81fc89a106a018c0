"""Mirrors: a partner that is not here yet is invited to build its own cluster; two partner clusters side by side, with their empty places."""
