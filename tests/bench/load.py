"""A load of a few connections that stay open, on loopback only, bounded in time. Run as a program of its own so that it does not share the server's
interpreter: `python -m tests.bench.load PORT PATH SECONDS CONNECTIONS [COOKIE]` prints requests per second and the 95th percentile in milliseconds."""

import socket
import sys
import threading
import time


def read_answer(connection: socket.socket, waiting: bytes) -> tuple[int, bytes]:
    """One answer: its status and what came after it."""
    while b"\r\n\r\n" not in waiting:
        chunk = connection.recv(65_536)
        if not chunk:
            raise ConnectionError("the server closed the line")
        waiting += chunk
    head, _, rest = waiting.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(rest) < length:
        chunk = connection.recv(65_536)
        if not chunk:
            raise ConnectionError("the server closed the line")
        rest += chunk
    return status, rest[length:]


def work(port: int, request: bytes, until: float, times: list[float], wrong: list[int]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        waiting = b""
        while time.monotonic() < until:
            began = time.perf_counter()
            connection.sendall(request)
            status, waiting = read_answer(connection, waiting)
            times.append(time.perf_counter() - began)
            if status not in (200, 304):
                wrong.append(status)


def main() -> None:
    port, path, seconds, connections = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    headers = sys.argv[5] if len(sys.argv) > 5 else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}Connection: keep-alive\r\n\r\n".encode()
    times: list[float] = []
    wrong: list[int] = []
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(port, request, until, times, wrong)) for _ in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.monotonic() - began
    times.sort()
    times[int(len(times) * 0.95)] * 1000 if times else 0.0


if __name__ == "__main__":
    main()
