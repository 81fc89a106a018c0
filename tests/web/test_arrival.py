"""A request that waited for a free thread arrived when its bytes came, not when somebody began to read them."""

import socket
import sys
import time
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.web import arrival

pytestmark = pytest.mark.either


def test_bytes_that_waited_arrived_when_they_came(app: Flask) -> None:
    """Linux tells how long ago bytes came; elsewhere the moment counts at which the portal began with the request."""
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()) as browser:
        browser.sendall(b"POST /submit HTTP/1.1\r\n")
        time.sleep(0.4)
        line, _address = door.accept()
        with line, app.test_request_context(environ_overrides={"gunicorn.socket": line}):
            arrival.note()
            waited = clock.now() - arrival.of_request()
            if sys.platform != "linux":
                assert waited < timedelta(seconds=0.3)
                return
            assert timedelta(seconds=0.35) < waited < timedelta(seconds=5)
            browser.sendall(b"the rest")  # who sends the rest later arrives later
            time.sleep(0.05)
            assert clock.now() - arrival.of_request() < waited


def test_without_a_line_it_is_when_we_began(app: Flask) -> None:
    one, other = socket.socketpair()
    with one, other:
        for line in (None, one):
            with app.test_request_context(environ_overrides={"gunicorn.socket": line}):
                arrival.note()
                began = clock.now()
                assert began - arrival.of_request() < timedelta(seconds=1)
                assert arrival.of_request() <= began
