"""Every door has a guard, every action a door, every writing view its way through one form."""

import inspect
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.policy import TABLE, Action

PORTAL = Path(__file__).parents[2] / "portal"


def _views(app: Flask) -> list[tuple[str, object]]:
    return [(endpoint, view) for endpoint, view in sorted(app.view_functions.items())]


def test_every_view_is_guarded_or_public(the_app: Flask) -> None:
    open_doors = [endpoint for endpoint, view in _views(the_app) if not hasattr(view, "access")]
    assert open_doors == [], "say @guarded(Action...) or @public"


def test_every_action_has_its_line_in_the_table() -> None:
    assert set(TABLE) == set(Action)


def test_every_action_is_used_by_a_view(the_app: Flask) -> None:
    """It guards a view, or a view asks for it before it shows a part of its page."""
    guards = {
        action
        for _endpoint, view in _views(the_app)
        for action in (getattr(view, "access", None), getattr(view, "read_by", None))
        if isinstance(action, Action)
    }
    routes = [file.read_text(encoding="utf-8") for file in PORTAL.rglob("*.py") if "routes" in file.as_posix()]
    asked = {Action[name] for text in routes for name in re.findall(r"\bcan\(Action\.(\w+)", text)}
    assert set(Action) == guards | asked


def test_no_view_takes_both_more_than_its_subject(the_app: Flask) -> None:
    """A guarded view with a loader gets the subject and nothing else."""
    for endpoint, view in _views(the_app):
        inner = inspect.unwrap(view)  # type: ignore[arg-type]
        assert len(inspect.signature(inner).parameters) <= 3, endpoint


def test_pages_have_no_trailing_slash_and_ids_are_checked(the_app: Flask) -> None:
    for rule in the_app.url_map.iter_rules():
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule
        for name in rule.arguments:
            if name.endswith("_id"):
                assert f"<uuid:{name}>" in rule.rule, f"{rule.rule}: {name} must be a uuid"


@pytest.mark.parametrize("word", ["POST"])
def test_every_form_is_protected(the_app: Flask, word: str) -> None:
    from portal.extensions import csrf

    exempt = set(csrf._exempt_views)
    writing = {rule.endpoint for rule in the_app.url_map.iter_rules() if word in (rule.methods or set())}
    assert not {endpoint for endpoint in writing if f"{the_app.view_functions[endpoint].__module__}" in exempt}
    assert exempt <= {"portal.web.assets.asset"}, exempt
