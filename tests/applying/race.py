"""Many browsers press Submit in the same moment."""

import threading
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Application, ApplicationVersion, VersionStatus
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.oversight.audit.models import AuditEntry
from tests.support.cast import Cast
from tests.support.reader import Reader


@dataclass
class Outcome:
    """What every racer was answered, and what is in the database afterwards."""

    statuses: list[int] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    sealed: int = 0
    receipts: set[str] = field(default_factory=set)
    facts: int = 0
    letters: int = 0


def race_to_submit(app: Flask, cast: Cast, application_id: Any, *, racers: int) -> Outcome:
    """Coordinator and deputy, in as many browsers, each with a form of their own."""
    readers = [Reader(app, cast.coordinator if n % 2 else cast.vale_contact) for n in range(racers)]
    forms = []
    for reader in readers:
        reader.get(f"/applications/{application_id}/submit")
        forms.append(Reader.standing(reader.page.select_one("form[method=post]:has(input[name=served_at])")))
    outcome, gate = Outcome(), threading.Barrier(racers)

    def run(reader: Reader, form: dict[str, Any]) -> None:
        gate.wait()
        answer = reader.client.post(f"/applications/{application_id}/submit", data=form)
        outcome.statuses.append(answer.status_code)
        outcome.answers.append(answer.headers.get("Location") or answer.get_data(as_text=True))

    threads = [threading.Thread(target=run, args=pair) for pair in zip(readers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    with app.app_context():
        _look(outcome, application_id)
    return outcome


def _look(outcome: Outcome, application_id: Any) -> None:
    def count(table: Any, *where: Any) -> int:
        return session().scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0

    outcome.sealed = count(
        ApplicationVersion,
        ApplicationVersion.application_id == application_id,
        ApplicationVersion.status == VersionStatus.SEALED,
    )
    number = session().scalar(sa.select(Application.receipt_number).where(Application.id == application_id))
    outcome.receipts = {number} if number else set()
    outcome.facts = count(
        AuditEntry, AuditEntry.kind == "application_submitted", AuditEntry.application_id == application_id
    )
    outcome.letters = count(OutboxMail, OutboxMail.kind == "application_receipt", OutboxMail.text.contains(number))
