"""The published files that lie beside the project where it is built, with the counts that were taken of them."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.identity.organisations import services as organisations
from portal.identity.organisations.models import Organisation
from portal.identity.registers import services
from portal.identity.registers.models import RegisterEntry, RegisterLink
from tests.identity.registers.support import DATA, bring_in, entry, needs_data

pytestmark = needs_data
GIAS = DATA / "gias"


def test_eight_whole_rows_of_2024(database: sa.orm.Session) -> None:
    summary = bring_in(GIAS / "edubasealldata-2024-8rows.csv", extract_on=date(2024, 7, 1))
    assert (summary.rows, summary.new, summary.refused.count) == (8, 8, 0)
    abroad, academy, closing = entry("150516"), entry("137666"), entry("126370")
    assert (abroad.country, abroad.authority_code, abroad.local_number, abroad.postcode) == ("AE", "", "", "")
    assert (academy.local_number, academy.trust, academy.free_meals) == ("8783106", "THE FIRST FEDERATION TRUST", 19.0)
    assert (closing.status, closing.closed_on, closing.opened_on) == ("closing", date(2024, 7, 31), None)
    assert entry("101173").phase == "all_through"
    assert entry("101077").status == "closed"


def test_the_extract_of_2015(database: sa.orm.Session) -> None:
    summary = bring_in(GIAS / "edubase-register-2015-a.tsv", extract_on=date(2015, 4, 30))
    assert (summary.rows, summary.new, summary.refused.count) == (3_350, 3_350, 0)
    closed = database.scalar(sa.select(sa.func.count()).where(RegisterEntry.status.in_(["closed", "closing"])))
    welsh = database.scalar(sa.select(sa.func.count()).where(RegisterEntry.country_name == "Wales"))
    assert (closed, welsh) == (834, 484)
    assert not database.scalar(sa.select(sa.func.count()).where(RegisterEntry.website.like("%@%")))


def test_one_authority_of_2016(database: sa.orm.Session) -> None:
    summary = bring_in(GIAS / "school-register-919-2016.tsv", extract_on=date(2016, 11, 30), partial=True)
    assert (summary.rows, summary.new, summary.refused.count) == (881, 881, 0)
    count = sa.select(sa.func.count()).select_from(RegisterEntry)
    assert database.scalar(count.where(RegisterEntry.authority_code == "919")) == 881
    assert database.scalar(count.where(RegisterEntry.status.in_(["closed", "closing"]))) == 285
    purcell = entry("102256")
    assert (purcell.name, purcell.low_age, purcell.high_age, purcell.gender) == ("Purcell School", 8, 19, "Mixed")
    assert str(purcell.opened_on) == "1962-10-11"


def test_the_links_of_2024(database: sa.orm.Session) -> None:
    path = GIAS / "links_edubasealldata20240129.csv"
    summary = services.import_links(path, by=SYSTEM)
    assert (summary.rows, summary.new, summary.refused.count) == (32_197, 32_197, 0)
    undated = database.scalar(sa.select(sa.func.count()).where(RegisterLink.on.is_(None)))
    assert undated == 8_258
    again = services.import_links(path, by=SYSTEM)
    assert (again.new, again.unchanged) == (0, 32_197)


@pytest.mark.parametrize("size", [3_350])
def test_a_register_then_its_older_extract(database: sa.orm.Session, size: int) -> None:
    bring_in(GIAS / "edubase-register-2015-a.tsv", extract_on=date(2015, 4, 30))
    again = bring_in(GIAS / "edubase-register-2015-a.tsv", extract_on=date(2014, 4, 30))
    assert (again.older, again.unchanged, again.missing) == (size, 0, 0)


def test_the_academy_trusts_of_2016(database: sa.orm.Session) -> None:
    path = GIAS / "all-open-sats-and-mats-20161122.csv"
    assert organisations.import_authorities(path, by=SYSTEM) == (3_122, 0)
    assert organisations.import_authorities(path, by=SYSTEM) == (0, 0)
    odd = database.scalar(sa.select(sa.func.count()).where(Organisation.name.contains("\u00c3")))
    assert not odd


@pytest.mark.parametrize(("name", "count"), [("la-codes-2016.csv", 207), ("councils-scotland-ni-gss-2016.csv", 43)])
def test_the_authorities_of_2016(database: sa.orm.Session, name: str, count: int) -> None:
    assert organisations.import_authorities(DATA / "codes" / name, by=SYSTEM) == (count, 0)
