"""Which tests hold alike on either database, by where they stand: `make test` runs them on SQLite alone, `make soak` on both. See docs/decisions/0040.

What a folder or a file is about is said by its name, so most tests need no mark. `both` on a test (or a file) says that it runs on both all the same.
"""

import re

import pytest

# rules of the table, components, settings: who may do what and how it looks is reckoned in Python from rows that other tests fetch
FOLDERS = ("tests/policy/", "tests/web/", "tests/config/", "tests/oversight/safety/")
# pages and forms (each page is opened on PostgreSQL by tests/policy/test_every_route.py and by the walks of tests/journeys, and every form is sent there by
# test_bad_input.py); the demonstration (which those walks stand on); readers of register files; words
FILES = re.compile(
    r"/test_(?:routes|\w+_routes|pages|forms|kept_forms|table|policy|visibility|waiting|demo|demo_\w+|demonstration|invitations|passkeys|passwords"
    r"|second_factor|contrasts|repeating_feed|calendar|attachments|plain|wales|scotland|northern_ireland|france|malformed|mutations|published|languages"
    r"|documents)\.py"
)
# how many statements, how many rows, in which order, who was first, what is found: there the databases differ, wherever the test stands
DATABASES = re.compile(
    r"statement|race|twice|at_once|same_moment|constraint|search|found|order|bounded|next_page|one_row"
)


def holds_alike(item: pytest.Item) -> bool:
    """Does this test prove nothing on PostgreSQL that it has not proved on SQLite?"""
    if item.get_closest_marker("both") is not None or item.get_closest_marker("soak") is not None:
        return False
    file, _, name = item.nodeid.partition("::")
    if DATABASES.search(name.partition("[")[0]):
        return False
    return file.startswith(FOLDERS) or FILES.search(file) is not None


# what two do at once, what may be there once, what is found and in which order: there the answers differ, not the statements
ANSWERS = re.compile(r"race|twice|at_once|same_moment|constraint|search|found|in_order|the_order")


def always(item: pytest.Item) -> bool:
    """Does this run on PostgreSQL whether its statements are known or not?"""
    return item.get_closest_marker("both") is not None or ANSWERS.search(item.name.partition("[")[0]) is not None
