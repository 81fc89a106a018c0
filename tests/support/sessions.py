"""A session for someone, without the sign-in form: as if the password and the second step had been given."""

from datetime import timedelta
from typing import Any

from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts import services
from portal.identity.accounts.models import Person
from portal.web import login


def begin_session(app: Flask, person: Any) -> str:
    """The value of the session cookie for `person` (anything with an `id`)."""
    token = login.new_token()
    with app.app_context():
        perform(
            services.begin_session,
            session().get(Person, person.id),
            by=SYSTEM,
            token_hash=login.token_hash(token),
            client="test",
            is_shared=False,
            lasts=timedelta(days=30),
            has_second_factor=True,
        )
    return token
