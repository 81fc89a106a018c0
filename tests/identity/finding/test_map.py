"""The map of the world: the same numbers in the picture, the sentence and the table."""

import uuid
from collections.abc import Callable

from flask import Flask

from portal.identity.finding import maps, queries
from portal.identity.finding.models import STALE_AFTER
from portal.identity.finding.queries import Wanted
from portal.identity.profiles.models import Looking
from tests.support.cast import Cast
from tests.support.reader import Reader

Listed = Callable[..., uuid.UUID]


def test_schools_are_counted_by_country(app: Flask, cast: Cast, listed: Listed) -> None:
    for number, country in enumerate(["KE", "KE", "FR", "NP"]):
        listed(f"Lake School {number}", country=country)
    listed("Another School", country="NP", looking=Looking.NO)
    listed("Silent School", country="NP", days_silent=STALE_AFTER.days + 1)
    with app.app_context():
        assert queries.count_by_country(Wanted()) == [("KE", 2), ("FR", 1), ("NP", 1)]
        assert queries.count_by_country(Wanted(looking="all")) == [("KE", 2), ("NP", 2), ("FR", 1)]
        assert queries.count_by_country(Wanted(words="another", looking="all")) == [("NP", 1)]


def test_dots_lie_where_the_countries_are() -> None:
    kenya, france, nowhere = ("KE", "Kenya", 4), ("FR", "France", 1), ("XX", "Nowhere", 9)
    found = {dot.name: dot for dot in maps.dots([kenya, france, nowhere])}
    assert set(found) == {"Kenya", "France"}
    assert 425 < found["Kenya"].x < 440
    assert 160 < found["Kenya"].y < 175
    assert 355 < found["France"].x < 370
    assert 65 < found["France"].y < 75
    assert found["Kenya"].size > found["France"].size


def test_picture_sentence_and_table_say_the_same(app: Flask, cast: Cast, listed: Listed) -> None:
    for number, country in enumerate(["KE", "KE", "FR"]):
        listed(f"Lake School {number}", country=country)
    reader = Reader(app, cast.teacher).get("/partners?q=lake").follow("Show where these schools are")
    assert len(reader.page.select("svg.app-world circle")) == 2
    reader.sees("3 schools in 2 countries. The country with the most: Kenya.", "Kenya 2", "France 1")
    assert 0 < len(reader.statements) <= 5
    reader.follow("Kenya").sees("Lake School 0")
    assert "country=KE" in reader.path
    assert "q=lake" in reader.path
