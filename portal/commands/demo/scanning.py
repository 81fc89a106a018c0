"""Files, in the demonstration: a spreadsheet that the virus scanner held back some days ago, when one was asked. Invented, and harmless."""

import io

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import scanning, storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.core.scanning import Clamd, Verdict
from portal.core.storage import Scan, StoredFile
from portal.oversight.scanning import services
from portal.running.board import services as board
from portal.running.board.models import Attached, Message
from portal.running.board.queries import get_board

WORDS = "Here is our table of rainfall. I made it at home, so please tell me if it does not open."


def load(world: World) -> None:
    """Make what is not there yet."""
    if session().scalar(sa.select(StoredFile.id).where(StoredFile.scan == Scan.HELD).limit(1)) is not None:
        return
    session().commit()
    cluster_id = world.made["clusters"]["marlbury"]
    upload = storage.receive(io.BytesIO(b"day,mm\n1,4\n2,0\n"), "rainfall.csv", field="file", most_bytes=1_000)
    asked = scanning.in_use()
    scanning.use(Clamd("unix:/nowhere", 1))
    try:
        with world.then(days=-4, hour=15):
            message = Message(WORDS, language="en", files=(Attached(upload),))
            thread = get_board(cluster_id)
            world.do(board.start_thread, thread, by="teacher", title="Our table of rainfall", message=message)
    finally:
        scanning.use(asked)
    with world.then(days=-4, hour=15, minute=1):
        held = session().scalars(sa.select(StoredFile).where(StoredFile.key == upload.key)).one()
        perform(services.note_verdict, held, by=SYSTEM, verdict=Verdict("Xls.Dropper.Demonstration"))
