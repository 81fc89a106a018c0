"""Agreements without the web."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.core.database import session
from portal.running.agreements import queries
from portal.running.agreements.models import Agreement, AgreementSignature
from tests.running.partnerships.conftest import act, partnership, rows
from tests.support.cast import Cast

__all__ = ["act", "partnership", "rows"]


@pytest.fixture
def newest(cast: Cast) -> Callable[[], Agreement]:
    """Loads the newest version."""

    def load() -> Agreement:
        from sqlalchemy import select

        newest_id = session().scalars(select(Agreement.id).order_by(Agreement.number.desc())).first()
        assert newest_id is not None
        return queries.get_agreement(cast.river, newest_id)

    return load


@pytest.fixture
def signature_of(cast: Cast, newest: Callable[[], Agreement]) -> Callable[[str], Callable[[], AgreementSignature]]:
    """`signature_of("vale")` loads the live signature of Vale under the newest version."""

    def of(key: str) -> Callable[[], AgreementSignature]:
        return lambda: next(s for s in newest().live_signatures if s.school_id == cast.school[key])

    return of


@pytest.fixture
def links() -> list[tuple[str, str, Any]]:
    """What would be mailed: (address, token, school)."""
    return []


@pytest.fixture
def write(links: list[tuple[str, str, Any]]) -> Callable[..., None]:
    def keep(signature: AgreementSignature, address: str, name: str, token: str) -> None:
        links.append((address, token, signature.school_id))

    return keep
