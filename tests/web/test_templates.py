"""The store of translated templates is a help, never a need."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from portal.web.environment import TemplateCache, template_cache


@pytest.mark.static
def test_pages_are_shown_when_the_store_is_taken_away(app: Flask, tmp_path: Path) -> None:
    store = tmp_path / "templates"
    store.mkdir()
    environment = app.jinja_env.overlay(bytecode_cache=TemplateCache(str(store)))
    assert environment.get_template("components/page.html").module is not None
    assert list(store.iterdir())
    shutil.rmtree(store)
    assert environment.get_template("components/form.html").module is not None


@pytest.mark.static
def test_it_lies_where_nobody_else_writes(app: Flask) -> None:
    store = template_cache(app)
    assert store is not None
    folder = Path(store.directory)
    assert folder.parent == app.config["SETTINGS"].instance_folder / "templates"
    assert folder.stat().st_mode & 0o077 == 0
