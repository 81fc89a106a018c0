"""Every command on every state of a version and of a signature."""

import pytest

from portal.running.agreements.models import AgreementStatus as A
from portal.running.agreements.models import SignatureStatus as S
from portal.running.agreements.workflow import AGREEMENT, SIGNATURE

pytestmark = pytest.mark.either
OF_VERSIONS = {
    "ask": {A.DRAFT: A.SIGNING},
    "sign": {A.SIGNING: A.SIGNED_BY_ONE, A.SIGNED_BY_ONE: A.SIGNED_BY_ONE},
    "complete": {A.SIGNED_BY_ONE: A.IN_FORCE},
    "reopen": {A.SIGNING: A.DRAFT, A.SIGNED_BY_ONE: A.DRAFT},
    "supersede": {A.IN_FORCE: A.SUPERSEDED},
}
OF_SIGNATURES = {
    "sign": {S.ASKED: S.SIGNED, S.DECLINED: S.SIGNED},
    "decline": {S.ASKED: S.DECLINED},
    "void": {S.ASKED: S.VOID, S.SIGNED: S.VOID, S.DECLINED: S.VOID},
}


@pytest.mark.parametrize(("lifecycle", "moves", "states"), [(AGREEMENT, OF_VERSIONS, A), (SIGNATURE, OF_SIGNATURES, S)])
def test_the_table(lifecycle, moves, states) -> None:  # type: ignore[no-untyped-def]
    assert lifecycle.commands == sorted(moves)
    for command, allowed in moves.items():
        found = {s: lifecycle.moves[(s, command)] for s in states if (s, command) in lifecycle.moves}
        assert found == allowed
        assert str(lifecycle.words[command])
