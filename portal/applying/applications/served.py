"""A seal on the moment at which a form was served, so that nobody can claim the minutes of grace by typing."""

import uuid
from datetime import datetime
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from portal.web.security import signing_keys


def _sealer() -> Any:
    return URLSafeSerializer(signing_keys(), salt="form-served-at")


def stamp(at: datetime, application_id: uuid.UUID) -> str:
    """The moment, sealed, for this application's form."""
    return str(_sealer().dumps([at.isoformat(), str(application_id)]))


def read(typed: Any, application_id: uuid.UUID) -> datetime | None:
    """The moment of a stamp of ours for this application; None for anything else."""
    try:
        at, about = _sealer().loads(str(typed or ""))
        return datetime.fromisoformat(at) if about == str(application_id) else None
    except (BadData, ValueError, TypeError):
        return None
