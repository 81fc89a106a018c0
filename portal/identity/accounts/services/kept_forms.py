"""A form that met an expired session."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts import queries
from portal.identity.accounts.models import (
    KeptForm,
)

KEPT_FOR = timedelta(hours=1)


def keep_form_for(token_hash: str, *, path: str, fields: dict[str, Any]) -> str | None:
    """Keep what was typed into a form whose session had ended, for an hour and for that person only. Answers the token for the cookie."""
    ended = queries.session_by_hash(token_hash)
    size = sum(len(v) for values in fields.values() for v in values)
    if ended is None or (ended.is_shared_computer and ended.ended_at is not None) or size > 500_000 or len(path) > 500:
        return None
    token = secrets.token_urlsafe(24)
    person_id = ended.person_id

    def keep(*, by: Actor) -> None:
        hashed = hashlib.sha256(token.encode()).hexdigest()
        session().add(
            KeptForm(
                token_hash=hashed, person_id=person_id, path=path, fields=fields, expires_at=clock.now() + KEPT_FOR
            )
        )

    perform(keep, by=SYSTEM)
    return token
