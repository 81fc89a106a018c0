"""The School Partnership Portal. Everything begins with `create_app`."""

from portal.app import create_app

__all__ = ["create_app"]
