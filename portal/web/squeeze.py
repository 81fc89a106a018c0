"""Pages are squeezed on their way out, for browsers that take them so. See docs/decisions on why that is safe here.

Who can watch the line and make a browser ask for pages with guessed words in them (BREACH) would learn from the length whether a guess is also elsewhere on the
page. So each answer carries a random number of bytes, up to 100, in the place of a file's name in its gzip header, which every browser skips.
"""

import secrets
import struct
import zlib

from flask import Flask, Response, request

LEAST, MOST_RANDOM, LEVEL = 1_000, 100, 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def init_app(app: Flask) -> None:
    """After everything else that looks at an answer."""
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    """The answer, squeezed where it is a page of some length and the browser takes it so. Files and what is sent in pieces stay as they are."""
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return response
    if "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.method == "HEAD" or request.accept_encodings.quality("gzip") <= 0:
        return response
    page = response.get_data()
    if len(page) >= LEAST:
        response.set_data(squeezed(page))
        response.headers["Content-Encoding"] = "gzip"
    return response


def squeezed(page: bytes) -> bytes:
    """The page as gzip, with a name of random length in its header (RFC 1952, FNAME) and no time."""
    name = "".join(secrets.choice(_LETTERS) for _ in range(secrets.randbelow(MOST_RANDOM + 1)))
    header = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + name.encode() + b"\x00"
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(page) + deflate.flush()
    return header + body + struct.pack("<II", zlib.crc32(page), len(page) & 0xFFFFFFFF)
