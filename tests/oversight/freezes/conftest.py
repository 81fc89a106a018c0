"""Making something read-only, as the safeguarding lead."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.perform import perform
from portal.oversight.freezes import queries, services
from tests.support.cast import Cast
from tests.support.letters import mails, read

__all__ = ["freeze", "mails", "read"]


@pytest.fixture
def freeze(app: Flask, cast: Cast) -> Callable[..., Any]:
    """`freeze("person" | "school" | "cluster", id)`: answers the id of the freeze."""

    def made(kind: str, thing_id: Any) -> Any:
        with app.app_context():
            thing = queries.get_thing(kind, thing_id)
            by = cast.signed_in("safeguarding")
            return perform(services.make_read_only, thing, by=by, reason="We look into a complaint.").id

    return made
