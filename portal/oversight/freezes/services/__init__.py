"""Making something read-only and ending that; taking everything that a person wrote out of sight, and showing it again."""

from portal.oversight.freezes.services.freezing import check_link, end_read_only, keep_as_it_is, make_read_only
from portal.oversight.freezes.services.hiding import (
    hide_again,
    hide_everything,
    hide_with_hold,
    leave,
    show_everything,
)

__all__ = [
    "check_link",
    "end_read_only",
    "hide_again",
    "hide_everything",
    "hide_with_hold",
    "keep_as_it_is",
    "leave",
    "make_read_only",
    "show_everything",
]
