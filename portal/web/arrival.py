"""When the present request arrived, though it may have waited for a free thread since.

In the last second of a round hundreds of forms arrive together and wait behind one another for seconds. The kernel knows how long ago the last bytes of a
line came in; where it does not say (no TCP line, another system), the moment counts at which we began with the request.
"""

import socket
import struct
from datetime import datetime, timedelta
from typing import Any

from flask import g, request

from portal.core import clock

TCP_INFO_BYTES, LAST_DATA_RECEIVED = 104, 52
"""Of `struct tcp_info` of Linux: how much of it is asked for, and where the milliseconds since the last bytes stand."""
LONGEST_WAIT = timedelta(minutes=10)


def note() -> None:
    """Remember when we began with this request."""
    g.arrived_at = clock.now()


def of_request() -> datetime:
    """When the last bytes of this request arrived (UTC), to some milliseconds. Ask once its form has been read: a form that is sent in pieces arrives with
    its last one. Never later than now; behind a proxy, when the proxy passed it on."""
    noted: datetime = g.arrived_at
    now = clock.now()
    waited = since_last_bytes(request.environ.get("gunicorn.socket"))
    return noted if waited is None or waited > LONGEST_WAIT else now - waited


def since_last_bytes(line: Any) -> timedelta | None:
    """How long ago the last bytes came in on this line; None where nobody knows."""
    wanted = getattr(socket, "TCP_INFO", None)
    if line is None or wanted is None:
        return None
    try:
        told = line.getsockopt(socket.IPPROTO_TCP, wanted, TCP_INFO_BYTES)
        (milliseconds,) = struct.unpack_from("=I", told, LAST_DATA_RECEIVED)
    except (OSError, AttributeError, struct.error):
        return None
    return timedelta(milliseconds=milliseconds)
