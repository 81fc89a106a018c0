"""docs/privacy/inventory.md says what the inventory says; a restore repeats the closures made since."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.commands.privacy import FILE, document
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.privacy.services import closing
from tests.support.cast import Cast, commit


@pytest.mark.static
def test_it_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: make permissions"


def test_closures_since_a_copy_are_closed_again_after_a_restore(
    app: Flask, cast: Cast, clock: Any, tmp_path: Path
) -> None:
    file, runner = tmp_path / "closures.json", app.test_cli_runner()
    since = (clock.now() - timedelta(hours=1)).isoformat(timespec="seconds")[:19]
    with app.app_context():
        perform(closing.close_account, session().get_one(Person, cast.teacher.id), by=SYSTEM, reason="asked")
    said = runner.invoke(args=["privacy", "closures", str(file), "--since", since])
    assert "1 closed accounts" in said.output

    def restored() -> None:
        person = session().get_one(Person, cast.teacher.id)
        person.status, person.name, person.email = PersonStatus.ACTIVE, "Tom O'Neill", "tom@example.org"

    commit(app, restored)
    assert "1 accounts were closed again." in runner.invoke(args=["privacy", "replay", str(file)]).output
    assert "0 accounts were closed again." in runner.invoke(args=["privacy", "replay", str(file)]).output
    with app.app_context():
        person = session().get_one(Person, cast.teacher.id)
        assert (person.status, person.name) == (PersonStatus.CLOSED, closing.FORMER)
