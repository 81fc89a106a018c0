"""Every command from every state: the table says what happens, and nothing else changes a status."""

import uuid
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.core.errors import NotAllowedNow, SomeoneWasFaster
from portal.core.workflow import Lifecycle, change
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.identity.schools.workflow import MEMBER, SCHOOL
from tests.support.cast import Cast

WALKS = [(SCHOOL, state, command) for state in SchoolStatus for command in SCHOOL.commands]
WALKS += [(MEMBER, state, command) for state in MemberStatus for command in MEMBER.commands]


def _record(lifecycle: Lifecycle, state: Any, cast: Cast, database: Session) -> Any:
    made: Any = School(name="Walk", status=state if lifecycle is SCHOOL else SchoolStatus.PROPOSED)
    database.add(made)
    database.flush()
    if lifecycle is MEMBER:
        made = SchoolMember(school_id=made.id, person_id=cast.nobody.id, status=state)
        database.add(made)
        database.flush()
    return made


@pytest.mark.parametrize(("lifecycle", "state", "command"), WALKS, ids=lambda v: str(getattr(v, "name", v)))
def test_the_whole_table(lifecycle: Lifecycle, state: Any, command: str, cast: Cast, database: Session) -> None:
    made = _record(lifecycle, state, cast, database)
    after = lifecycle.moves.get((state, command))
    if after is None:
        with pytest.raises(NotAllowedNow) as refused:
            lifecycle.advance(made, command)
        assert str(refused.value.message)
        assert made.status == state
    else:
        lifecycle.advance(made, command)
        database.refresh(made)
        assert made.status == after


def test_only_one_may_move_it(cast: Cast, database: Session) -> None:
    made = _record(SCHOOL, SchoolStatus.VERIFIED, cast, database)
    with pytest.raises(SomeoneWasFaster):
        change(made, {"status": SchoolStatus.PROPOSED}, {"status": SchoolStatus.VERIFIED})
    assert isinstance(made.id, uuid.UUID)
