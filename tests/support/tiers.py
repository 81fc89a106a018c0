"""Which tests run on PostgreSQL, whatever it is known that they ask for: see tests/support/statements.py and docs/decisions/0040."""

import re

import pytest

# what two do at once, what may be there once, what is found and in which order: there the answers differ, not the statements
GROUND = "tests/core/"  # what all the others stand on; it takes a second
ANSWERS = re.compile(r"race|twice|at_once|same_moment|constraint|search|found|in_order|the_order")


def always(item: pytest.Item) -> bool:
    """Does this run on PostgreSQL whether its statements are known or not?"""
    return (
        item.nodeid.startswith(GROUND)
        or item.get_closest_marker("both") is not None
        or ANSWERS.search(item.name.partition("[")[0]) is not None
    )
