"""Keys come in the order in which they were made."""

from portal.core.ids import new_id


def test_keys_are_version_7_unique_and_in_order() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
