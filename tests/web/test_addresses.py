"""Addresses are written as Werkzeug's own rules write them, and compiled when they are first written."""

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from portal.web.addresses import LateRule

pytestmark = pytest.mark.either

RULES = ("/", "/schools/<uuid:school_id>", "/a/<int:page>/é", "/files/<path:name>")
ASKED = (
    ("0", {}),
    ("0", {"page": 2, "q": "two words"}),
    ("1", {"school_id": "0190a5b6-7c26-8000-8000-000000000001", "rule": "x"}),
    ("2", {"page": 3, "self": "y"}),
    ("3", {"name": "a b/ü.pdf"}),
)


@pytest.mark.parametrize("unknown", [True, False])
def test_addresses_are_the_same_as_those_of_the_rules_of_werkzeug(unknown: bool) -> None:
    written = []
    for kind in (Rule, LateRule):
        adapter = Map([kind(rule, endpoint=str(n)) for n, rule in enumerate(RULES)]).bind("portal.example.org")
        written.append([adapter.build(name, dict(values), append_unknown=unknown) for name, values in ASKED * 2])
    assert written[0] == written[1]
    assert written[1][1].endswith("?page=2&q=two+words") is unknown


def test_a_rule_is_compiled_once_and_still_matches() -> None:
    rule = LateRule("/schools/<int:number>", endpoint="school")
    adapter = Map([rule]).bind("portal.example.org")
    before = rule._build_unknown
    adapter.build("school", {"number": 4})
    compiled = rule._build_unknown
    adapter.build("school", {"number": 5})
    assert before is not compiled
    assert rule._build_unknown is compiled
    assert adapter.match("/schools/6") == ("school", {"number": 6})
    with pytest.raises(NotFound):
        adapter.match("/schools/x")
