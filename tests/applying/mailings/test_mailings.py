"""One mail to all who have not signed: shown first, sent to exactly that list, by two people when it is many."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.mailings import models, queries, services
from portal.applying.mailings.models import RoundMail
from portal.applying.programmes.models import Round
from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.notifications.models import Notification
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def told(kind: str = "signature_reminded") -> list[Any]:
    query = sa.select(Notification.person_id).where(Notification.kind == kind)
    return list(session().scalars(query.order_by(Notification.person_id)))


def letters() -> int:
    return session().scalar(sa.select(sa.func.count()).where(OutboxMail.text.contains("Not signed yet"))) or 0


def make_signing(cast: Cast, round_id: Any) -> Any:
    """Hill has signed, Vale and Ford have not."""
    made = support.start(cast, round_id)
    support.write_all(cast, made)
    support.ask(cast, made)
    support.sign(cast, made, "hill")
    return made


def send(cast: Cast, round_id: Any, who: str, digest: str | None = None) -> RoundMail:
    person, planned = cast.signed_in(who), session().get_one(Round, round_id)
    shown = digest or queries.digest_of(queries.list_unsigned(planned, person))
    return perform(services.send_to_unsigned, planned, by=person, digest=shown)


def test_rule_24_the_list_is_shown_before_one_button_sends_it(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    reader = reader_for(cast.officer).get(f"/rounds/{round_id}/not-signed").sees("No signature is awaited now")
    within(make_signing, cast, round_id)
    before = within(told)
    reader.get(f"/rounds/{round_id}/not-signed").sees(
        "Nothing is sent yet", "River schools", "Vale Primary School", cast.vale_head.name
    )
    reader.does_not_see(cast.head.name)
    assert within(told) == before == []
    reader.press("Send the mail")
    sent = within(told)
    listed = within(
        lambda: queries.people_of(queries.list_unsigned(session().get_one(Round, round_id), cast.signed_in("officer")))
    )
    assert sent == sorted(listed)
    assert within(letters) == len(listed) > 2
    for who in ("coordinator", "outsider", "reviewer"):
        reader_for(getattr(cast, who)).get(f"/rounds/{round_id}/not-signed", expect=403)


def test_rule_24_who_signed_meanwhile_is_not_written_to_and_nobody_twice_a_day(
    database: Any, cast: Cast, clock: Any
) -> None:
    round_id = support.make_round()
    made = make_signing(cast, round_id)
    planned = session().get_one(Round, round_id)
    shown = queries.digest_of(queries.list_unsigned(planned, cast.signed_in("officer")))
    support.sign(cast, made, "vale")
    with pytest.raises(NotAllowedNow, match="list has changed"):
        send(cast, round_id, "officer", shown)
    assert told() == []
    assert send(cast, round_id, "officer").sent_at is not None
    with pytest.raises(NotAllowedNow, match="within the last day"):
        send(cast, round_id, "manager")
    clock.hold(clocks.now() + timedelta(days=1))
    assert send(cast, round_id, "manager").sent_at is not None
    support.sign(cast, made, "ford")
    with pytest.raises(NotAllowedNow, match="No signature is awaited"):
        send(cast, round_id, "officer")


def test_rule_24_many_people_need_a_second_person(database: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "ALONE_UP_TO", 1)
    round_id = support.make_round()
    make_signing(cast, round_id)
    assert send(cast, round_id, "officer").sent_at is None
    assert told() == []
    assert cast.manager.id in told("signing_mail_asked")
    assert cast.officer.id not in told("signing_mail_asked")
    with pytest.raises(NotAllowedNow, match="second person"):
        send(cast, round_id, "officer")
    sent = send(cast, round_id, "manager")
    assert sent.sent_at is not None
    assert sent.confirmed_by_id == cast.manager.id
    assert len(told()) > 2


def test_rule_24_the_database_refuses_many_by_one_person(database: Any, cast: Cast, clock: Any) -> None:
    from portal.core.actors import SYSTEM
    from portal.core.errors import SomeoneWasFaster

    round_id = support.make_round()

    def alone(*, by: Any) -> None:
        people = models.ALONE_UP_TO + 1
        session().add(
            RoundMail(
                round_id=round_id, asked_by_id=cast.officer.id, digest="x", people=people, sent_at=clocks.now(),
                confirmed_by_id=cast.officer.id,
            )
        )  # fmt: skip

    with pytest.raises(SomeoneWasFaster):
        perform(alone, by=SYSTEM)


def test_after_a_submission_with_signatures_to_come_they_are_on_the_list_and_own_clusters_are_not(
    database: Any, cast: Cast
) -> None:
    round_id = support.make_round(lead_signs_first=True)
    made = make_signing(cast, round_id)
    support.submit(cast, made)
    planned = session().get_one(Round, round_id)
    (one,) = queries.list_unsigned(planned, cast.signed_in("officer"))
    assert set(one.schools) == {cast.school["vale"], cast.school["ford"]}
    assert queries.list_unsigned(planned, cast.signed_in("coordinator")) == []
