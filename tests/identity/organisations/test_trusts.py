"""Academy trusts from the published extract, beside the authorities."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.identity.organisations import queries, services
from portal.identity.organisations.models import Organisation, OrganisationKind

HEADER = "Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type\n"
ROWS = "2044,TR99001,Fierté Trust of Marlbury,00000001,06,Multi-academy trust\n2045,TR99002,St. Clement\u2019s Trust,00000002,10,Single-academy trust\n"


def read(tmp_path: Path, content: bytes) -> tuple[int, int]:
    path = tmp_path / "trusts.csv"
    path.write_bytes(content)
    return services.import_authorities(path, by=SYSTEM)


def named() -> dict[str, str]:
    return {str(one.code): one.name for one in session().scalars(sa.select(Organisation).order_by(Organisation.code))}


def test_trusts_are_read_and_read_again(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert read(tmp_path, (HEADER + ROWS).encode()) == (2, 0)
        assert read(tmp_path, (HEADER + ROWS).encode()) == (0, 0)
        assert {one.kind for one in session().scalars(sa.select(Organisation))} == {OrganisationKind.TRUST}
        assert queries.authorities_by_code() == {}


def test_the_spellings_of_the_published_file(app: Flask, tmp_path: Path) -> None:
    twice = "2046,TR99003,Fiert\u00c3\u00a9 Two Trust,,06,x\n2047,TR99004,Three\u00a0Rivers ,,06,x\n"
    with app.app_context():
        assert read(tmp_path, (HEADER + ROWS.splitlines()[1] + "\n").encode("cp1252")) == (1, 0)
        assert read(tmp_path, (HEADER + twice).encode()) == (2, 0)
        assert named() == {
            "UID2045": "St. Clement\u2019s Trust",
            "UID2046": "Fierté Two Trust",
            "UID2047": "Three Rivers",
        }


@pytest.mark.parametrize(
    ("row", "words"),
    [("2047,TR9,,,06,x\n", "Line 2"), ("2047,TR1\n", "Line 2"), (ROWS + ROWS, "stands twice")],
)
def test_a_broken_extract_reads_nothing_in(app: Flask, tmp_path: Path, row: str, words: str) -> None:
    with app.app_context():
        with pytest.raises(RuleBroken, match=words):
            read(tmp_path, (HEADER + row).encode())
        assert named() == {}
