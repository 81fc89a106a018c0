"""Small copies of pictures, for the page of a conversation on a slow line. The picture was written again without its metadata when it was received."""

import io

from portal.core import storage
from portal.core.storage import Upload
from portal.running.board.models import Attached, Consent, Small

PICTURES = ("image/jpeg", "image/png")
LONGEST_SIDE = 320


def with_small(upload: Upload, consent: Consent) -> Attached:
    """What goes with a message: a picture with its small copy, which is laid in the store; any other file as it is."""
    if upload.content_type not in PICTURES:
        return Attached(upload)
    return Attached(upload, shrink(upload.key), consent)


def shrink(key: str) -> Small:
    """Lay a small copy of the picture under this key in the store: JPEG, at most 320 pixels on its longest side."""
    from PIL import Image  # here, because few requests bring a picture

    with storage.store().open(key) as held, Image.open(held) as picture:
        small = picture.convert("RGBA")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = Image.new("RGB", small.size, "white")
        plain.paste(small, mask=small)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=70, optimize=True)
    kept = storage.new_key()
    storage.store().put(kept, written.getvalue())
    return Small(kept, plain.width, plain.height)
