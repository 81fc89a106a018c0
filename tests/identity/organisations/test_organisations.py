"""Organisations: authorities from a list, others by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.identity.organisations import queries, services
from portal.identity.organisations.models import Organisation
from tests.support.cast import Cast
from tests.support.reader import Reader

LIST = "la_code,la_name,gss_code\n990,Marlbury,E99000001\n991,Pre LGR (1996) Otherham,\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return path


def test_a_list_is_read_and_read_again(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        assert services.import_authorities(write(tmp_path, LIST), by=SYSTEM) == (2, 0)
        assert services.import_authorities(write(tmp_path, LIST), by=SYSTEM) == (0, 0)
        renamed = LIST.replace("Marlbury", "Marlbury and Fen")
        assert services.import_authorities(write(tmp_path, renamed), by=SYSTEM) == (0, 1)
        scotland = "gss_code,name\nS99000001,Glenfern\n"
        assert services.import_authorities(write(tmp_path, scotland), by=SYSTEM) == (1, 0)
        found = queries.authorities_by_code()
        assert {code: (one.name, one.is_ended) for code, one in found.items()} == {
            "990": ("Marlbury and Fen", False),
            "991": ("Pre LGR (1996) Otherham", True),
            "S99000001": ("Glenfern", False),
        }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Line 1"),
        ("code,name\n1,A\n", "Line 1"),
        ("la_code,la_name,gss_code\n", "header and no rows"),
        (LIST + "992,,E1\n", "Line 4: a code and a name"),
        (LIST + "992\n", "Line 4: a code and a name"),
        (LIST + "990,Again,\n", "Line 4: the code 990 stands twice"),
        (LIST + '993,"open\n', "not CSV"),
    ],
)
def test_a_broken_list_reads_nothing_in(app: Flask, tmp_path: Path, text: str, words: str) -> None:
    with app.app_context():
        with pytest.raises(RuleBroken, match=words):
            services.import_authorities(write(tmp_path, text), by=SYSTEM)
        assert session().scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0


def test_staff_enter_and_change_one(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.manager).get("/organisations").follow("Enter an organisation")
    assert reader.press("Save", expect=422).errors() == ["Choose what it is.", "Enter the name."]
    reader.fill(kind="museum", name="Museum of Bread", town="Marlbury").press("Save").sees("Museum of Bread")
    reader.follow("Museum of Bread").fill(name="Museum of Bread and Salt", is_ended="y").press("Save")
    reader.sees("Museum of Bread and Salt", "no longer there")
    assert "No organisation found" in reader.get("/organisations?q=zzz").text


@pytest.mark.parametrize("who", ["officer", "authority", "coordinator", "nobody"])
def test_nobody_else(reader_for: Callable[..., Reader], cast: Cast, who: str) -> None:
    for path in ("/organisations", "/organisations/new"):
        reader_for(getattr(cast, who)).get(path, expect=403)


def test_the_officers_area_is_called_by_its_name(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        services.import_authorities(write(tmp_path, LIST), by=SYSTEM)
    reader_for(cast.authority).get("/area").sees("Marlbury")
