"""Keys: made, taken back."""

from portal.core import clock
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean_line
from portal.core.workflow import claim
from portal.oversight.interface import events, queries
from portal.oversight.interface.models import ReadingKey
from portal.policy.people import SignedIn

MOST_KEYS = 10


def make_key(*, by: SignedIn, name: str) -> ReadingKey:
    """A new key; ten at most work at a time, each with its own name."""
    if not clean_line(name):
        raise RuleBroken("name", _("Write what the key is for, so that you know it again."))
    mine = queries.list_keys(by.id)
    if clean_line(name) in {key.name for key in mine}:
        raise RuleBroken("name", _("You have a key with this name. Give the new one another name."))
    if len(mine) >= MOST_KEYS:
        raise RuleBroken(None, _("You have ten keys. Take one back before you make another."))
    key = ReadingKey(person_id=by.id, name=clean_line(name))
    session().add(key)
    session().flush()
    record(events.ReadingKeyMade(by_id=by.id, person_id=by.id, subject_id=key.id))
    return key


def take_back(key: ReadingKey, *, by: SignedIn) -> None:
    """From the next request on it reads nothing."""
    if claim(key, {"revoked_at": None}, {"turn": key.turn + 1, "revoked_at": clock.now()}):
        record(events.ReadingKeyTakenBack(by_id=by.id, person_id=key.person_id, subject_id=key.id))
