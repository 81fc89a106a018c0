"""A head accepts an award by a mailed link, with a code, as heads sign (transition 23: every school); and a link says no only with a code, too."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.awards.models import Award, AwardAcceptance, AwardStatus
from portal.core import clock as now
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.oversight.audit.models import AuditEntry
from portal.oversight.freezes.models import Freeze, FrozenKind
from tests.applying import desk
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

HEADS = {"head": "Hill Primary School", "vale_head": "Vale Primary School", "ford_head": "Ford Special School"}


def mails(inside: Inside, kind: str, address: str) -> list[OutboxMail]:
    return [m for m in inside.all(OutboxMail) if m.kind == kind and m.address == address]


def newest(inside: Inside, kind: str, address: str, pattern: str) -> str:
    found = re.search(pattern, mails(inside, kind, address)[-1].text, re.MULTILINE)
    assert found is not None
    return found.group()


def link(inside: Inside, address: str) -> str:
    return newest(inside, "accept_award", address, r"/link/award/\S+")


def code(inside: Inside, address: str) -> str:
    return newest(inside, "accept_code", address, r"^\d{6}$")


def test_every_head_accepts_by_their_own_link_and_the_partnership_opens(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    made = inside.released(cast, clock)
    accepted = []
    for key, school in HEADS.items():
        address = cast.people[key].email
        mail = mails(inside, "accept_award", address)[-1]
        said = f"{mail.subject} {mail.text.replace('/link/award/', '')}"
        assert not re.search("award|approv|accept", said, re.I), "the mail does not say what the results are"
        path = link(inside, address)
        head = reader_for(None).get(path).sees(f"Accept the award for {school}", address, desk.MARKS["letter"])
        assert not head.page.select("[name=code]"), "a code first"
        head.press("Send me a code to accept").sees("It works once, for 15 minutes")
        sent = code(inside, address)
        wrong = f"{(int(sent) + 1) % 10**6:06}"
        button = f"Accept for {school}"
        if key == "head":
            head.fill(code=wrong, agreed=True).press(button, expect=422).sees("This is not the code")
            head.fill(code=sent, agreed=False).press(button, expect=422).sees("Tick this to accept")
            clock.hold(now.now() + timedelta(minutes=16))
            head.get(path).press("Send me a code to accept")
            head.fill(code=sent, agreed=True).press(button, expect=422).sees("This is not the code")
            sent = code(inside, address)
        head.get(path).fill(code=sent, agreed=True).press(button).sees("Thank you")
        head.get(path, expect=404).sees("This link no longer works")
        accepted.append(key)
        state = inside.all(Award)[0].status
        assert (state == AwardStatus.OFFERED) == (len(accepted) < len(HEADS)), state
    persons = {one.person_id for one in inside.all(AwardAcceptance)}
    assert persons == {cast.people[key].id for key in HEADS}
    proofs = [one for one in inside.all(AuditEntry) if one.kind == "head_proved_by_code"]
    assert len(proofs) == 3
    assert {one.application_id for one in proofs} == {made}
    used = {one.purpose for one in inside.all(OneTimeLink) if one.used_at is not None}
    assert used == {LinkPurpose.ACCEPT_AWARD, LinkPurpose.SIGNING_CODE}


def test_the_coordinator_sends_a_new_link_and_a_changed_text_a_frozen_school_or_another_head_stops_it(
    inside: Inside, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    inside.released(cast, clock)
    award, address = inside.all(Award)[0], cast.ford_head.email
    first = link(inside, address)
    page = reader_for(cast.coordinator).get(f"/awards/{award.id}")
    for form in page.page.select("form[action$='/link']"):
        if str(cast.school["ford"]) in form["action"]:
            page.post(form["action"], {"once_key": form.select_one("[name=once_key]")["value"]}, expect=303)
    second = link(inside, address)
    assert second != first
    reader_for(None).get(first, expect=404)
    reader_for(cast.head).get(f"/awards/{award.id}").does_not_see("Send the head a new link")
    reader_for(cast.ford_head).get(f"/awards/{award.id}").follow("Accept for our school").sees("Accept the award")
    abroad = reader_for(cast.abroad_head).get(f"/awards/{award.id}").does_not_see("Accept for our school")
    abroad.get(f"/awards/{award.id}/accept", expect=403)  # a partner school reads the award; nobody asks it to sign
    head = reader_for(None).get(second).press("Send me a code to accept")
    sent = code(inside, address)
    inside.commit(lambda: session().execute(sa.update(Award).values(terms="Other terms.", terms_digest="0" * 64)))
    head.fill(code=sent, agreed=True).press("Accept for Ford Special School", expect=409)
    assert inside.all(Award)[0].status == AwardStatus.OFFERED
    fresh = reader_for(None).get(second).sees("Other terms.")
    fresh.fill(code=sent, agreed=True).press("Accept for Ford Special School", expect=422).sees("This is not the code")

    def freeze() -> None:
        session().add(
            Freeze(kind=FrozenKind.SCHOOL, school_id=cast.school["ford"], reason="Why.", set_by_id=cast.safeguarding.id)
        )

    inside.commit(freeze)
    fresh.get(second).press("Send me another code", expect=422).sees("Nothing can be changed here")
