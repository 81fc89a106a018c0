"""A small virus scanner that speaks clamd's INSTREAM, so that the portal is tested against a real socket: it knows the EICAR test file, and can be made
slow, silent, rude or dead."""

import socket
import struct
import threading
from pathlib import Path

# the harmless file that every scanner knows, in two halves, so that no scanner takes this source for it
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


class FakeClamd:
    """Listens until `stop`. `mood`: "well", "silent" (takes everything, says nothing), "rude" (an error), "cuts" (hangs up), "trickles" (a byte at a time)."""

    def __init__(self, *, unix: Path | None = None) -> None:
        self.mood = "well"
        self.seen: list[bytes] = []
        if unix is not None:
            self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.listener.bind(str(unix))
            self.address = f"unix:{unix}"
        else:
            self.listener = socket.create_server(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.listener.listen(8)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Nobody is here any more: a connection is refused from now on."""
        self.stopped.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)

    def _serve(self) -> None:
        while not self.stopped.is_set():
            try:
                line, _where = self.listener.accept()
            except OSError:
                return
            with line:
                try:
                    self._answer(line)
                except OSError:
                    continue

    def _answer(self, line: socket.socket) -> None:
        line.settimeout(5)
        assert _exactly(line, len(b"zINSTREAM\0")) == b"zINSTREAM\0"
        if self.mood == "cuts":
            return
        content = b""
        while size := struct.unpack("!I", _exactly(line, 4))[0]:
            content += _exactly(line, size)
        self.seen.append(content)
        if self.mood == "silent":
            self.stopped.wait(2)
        elif self.mood == "trickles":
            for byte in b"stream: O" * 10:
                line.sendall(bytes([byte]))
                self.stopped.wait(0.2)
        elif self.mood == "rude":
            line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in content:
            line.sendall(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            line.sendall(b"stream: OK\0")


def _exactly(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        more = line.recv(size - len(got))
        if not more:
            raise OSError("cut")
        got += more
    return got
