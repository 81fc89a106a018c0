"""Keys come in the order in which they were made."""

from datetime import UTC, datetime

from portal.core.ids import made_at, new_id


def test_keys_are_version_7_unique_and_in_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_keys_of_a_past_that_is_laid_afterwards_stand_in_its_order() -> None:
    before = new_id()
    with made_at(datetime(2026, 3, 1, 10, tzinfo=UTC)):
        later = [new_id() for _ in range(5_000)]
        with made_at(datetime(2026, 2, 1, 10, tzinfo=UTC)):
            earlier = [new_id(), new_id()]
        last = new_id()
    after = new_id()
    assert [*earlier, *later, last, before, after] == sorted([*earlier, *later, last, before, after])
    assert later[0].int >> 80 == int(datetime(2026, 3, 1, 10, tzinfo=UTC).timestamp() * 1000)
