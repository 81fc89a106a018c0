"""How the web server runs; gunicorn reads this file by itself in the folder where it is started (elsewhere: `-c <path>/gunicorn.conf.py`).

The portal is loaded once, before the workers are made: they share what none of them changes, and the start costs once what it cost for each. A new version
therefore needs a restart; a HUP does not load it.
"""

import gc
from typing import Any

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """Load what the first pages would load in each worker by itself, and leave it out of every search for rubbish."""
    from portal.identity.terms.public import public_holidays  # the portal is there by now

    public_holidays("GB", None, 2026)
    gc.freeze()
