"""The translator to which messages in other languages link. The portal sends it nothing: a person copies the words and goes there."""

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import BoardSetting


def set_translator(*, by: SignedIn, name: str, url: str, version: int) -> None:
    """Say to which translator messages link; both empty: to none. `version`: the one that was read, 0 while there is none."""
    if bool(name) != bool(url):
        raise RuleBroken("url" if name else "name", _("Enter both the name and the address, or neither."))
    if url and not url.startswith("https://"):
        raise RuleBroken("url", _("Enter an address that begins with https://."))
    known = session().scalar(sa.select(BoardSetting).limit(1))
    new = {"translator_name": name, "translator_url": url}
    if known is None and version == 0:
        known = BoardSetting(**new)
        session().add(known)
        session().flush()
    elif known is None or not claim(known, {"version": version}, {**new, "version": version + 1}):
        raise Stale(_("Someone else changed this since you opened the page."), {})
    record(events.TranslatorSet(by_id=by.id, subject_id=known.id, is_on=bool(url)))
