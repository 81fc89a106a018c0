"""Plans of partnerships, without the web."""

from typing import Any

import pytest
from flask import Flask

from portal.core.database import session
from portal.running.partnerships.models import Partnership, PartnershipShape
from tests.running.partnerships.conftest import act, partnership, rows, second_partner
from tests.support.cast import Cast, commit

__all__ = ["act", "partnership", "rows", "second_partner"]


@pytest.fixture
def joint(app: Flask, cast: Cast) -> Any:
    """The partnership of the cast is one joint project."""

    def change() -> None:
        session().get_one(Partnership, cast.partnership).shape = PartnershipShape.JOINT

    commit(app, change)
