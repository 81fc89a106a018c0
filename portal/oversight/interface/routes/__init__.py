"""Pages about keys and the document for programmers; and what programs read."""

from portal.oversight.interface.routes import keys, reading
from portal.oversight.interface.routes.blueprint import bp

__all__ = ["bp", "keys", "reading"]
