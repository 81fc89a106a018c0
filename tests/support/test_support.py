"""The tests' own PostgreSQL and browser: they work where this runs, and say why where they do not."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from tests.support import browser, postgres
from tests.support.cannot_run import cannot_run
from tests.support.rows import Rows


@pytest.mark.static
def test_a_server_is_started_copied_from_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.GIVEN, raising=False)
    try:
        server = postgres.start()
    except postgres.NoPostgres as problem:
        cannot_run("PostgreSQL", str(problem))
    try:
        with psycopg.connect(server.create_database("first"), autocommit=True) as connection:
            connection.execute("CREATE TABLE school (name text)")
            connection.execute("INSERT INTO school VALUES ('Ysgol Gymraeg Ŵ')")
        with psycopg.connect(server.create_database("second", template="first")) as connection:
            assert connection.execute("SELECT name FROM school").fetchone() == ("Ysgol Gymraeg Ŵ",)
            assert connection.execute("SHOW timezone").fetchone() == ("UTC",)
            assert connection.execute("SHOW max_connections").fetchone() == ("200",)
        server.drop_database("second")
        assert server.has_database("first")
        assert not server.has_database("second")
    finally:
        server.stop()
    assert server.folder is not None
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.url("first"), connect_timeout=2)


@pytest.mark.static
def test_a_server_that_was_named_but_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.GIVEN, "postgres://portal@127.0.0.1:1/portal")
    with pytest.raises(postgres.NoPostgres, match=postgres.GIVEN):
        postgres.start()


@pytest.mark.static
def test_rows_are_laid_whoever_wrote_them_and_in_whatever_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.GIVEN, raising=False)
    try:
        server = postgres.start()
    except postgres.NoPostgres as problem:
        cannot_run("PostgreSQL", str(problem))
    try:
        with psycopg.connect(server.create_database("rows"), autocommit=True) as other:
            other.execute("CREATE TABLE school (id serial PRIMARY KEY, name text)")
            other.execute("CREATE TABLE class (school int REFERENCES school ON DELETE CASCADE, year int)")
            rows = Rows(server.url("rows"))
            rows.keep("empty")
            other.execute("INSERT INTO school (name) VALUES ('Hill'), ('Vale')")
            other.execute("INSERT INTO class VALUES (1, 5), (2, 6)")
            rows.keep("two")
            for harm in (
                "DELETE FROM school WHERE id = 1",  # takes its class with it
                "UPDATE class SET year = 9",
                "TRUNCATE school, class",
                "INSERT INTO school (name) VALUES ('Ford')",
                "SET session_replication_role = replica; DELETE FROM class; RESET session_replication_role",
                "SELECT nextval('school_id_seq')",
            ):
                other.execute(harm)
                rows.lay("two")
                assert other.execute("SELECT id, name FROM school ORDER BY id").fetchall() == [(1, "Hill"), (2, "Vale")]
                assert other.execute("SELECT * FROM class ORDER BY school").fetchall() == [(1, 5), (2, 6)], harm
                assert other.execute("SELECT last_value FROM school_id_seq").fetchone() == (2,)
            rows.lay("empty")
            assert other.execute("SELECT (SELECT count(*) FROM school) + (SELECT count(*) FROM class)").fetchone() == (
                0,
            )
            rows.lay("two")
            assert other.execute("INSERT INTO school (name) VALUES ('Ford') RETURNING id").fetchone() == (3,)
            rows.line.close()
    finally:
        server.stop()


@pytest.mark.browser
def test_a_browser_shows_a_page() -> None:
    found = browser.find()
    if found.path is None:
        cannot_run("browser journeys", found.reason)

    def words() -> str:
        with sync_playwright() as playwright:
            window = browser.launch(playwright)
            page = window.new_page()
            page.set_content("<h1>Bore da ŵ</h1>")
            shown = page.inner_text("h1")
            window.close()
            return shown

    with ThreadPoolExecutor(1) as own:  # in this thread the worker's own browser may be open already
        assert own.submit(words).result() == "Bore da ŵ"


@pytest.mark.static
def test_a_browser_that_was_named_but_does_not_work_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(browser.GIVEN, "/nowhere/chromium")
    found = browser.find.__wrapped__()
    assert found.path is None
    assert browser.GIVEN in found.reason


@pytest.mark.static
def test_what_cannot_run_is_left_out_here_and_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="CANNOT RUN: browser journeys: none"):
        cannot_run("browser journeys", "none")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CANNOT RUN: browser journeys: none"):
        cannot_run("browser journeys", "none")
