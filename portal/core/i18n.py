"""Words for readers, marked where they are written and translated where they are shown.

Rule files may not import the web framework; this is their only way to gettext. Flask-Babel falls back to the plain English text outside
a request, so a service can be called from a job or a command.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

__all__ = ["_", "_l", "ngettext"]
