"""Every form that a demonstration account is shown, sent with what no one should type: a sentence beside the field, the text kept, never a surprise."""

import io
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from portal.extensions import db
from tests.support import statements
from tests.support.bad_input import (
    DATES,
    FOREIGN,
    LONG,
    PROBE,
    Form,
    Pairs,
    bad_posts,
    disguised,
    encoded,
    forms_of,
)
from tests.support.copies import Copy
from tests.support.reader import FORMS, IDS, Reader, links_of
from tests.support.seen import is_first, seen_by
from tests.support.shared import once

ACCOUNTS = [
    None, "newcomer", "teacher", "contact", "lead", "head", "abroad", "reviewer", "moderator", "officer", "manager", "safeguarding", "admin",
]  # fmt: skip
PARTS = 4  # of an account's forms
Readers = Callable[[str | None], Reader]
# SQLite is sent everything. PostgreSQL, where a form's words reach it in a statement that it may refuse, is sent all but what no database has a hand in:
# numbers and dates that Python cannot read, words that would only be dangerous on a page.
ANYWHERE = {
    "missing fields", "blank", "twice", "extra fields", "override", "templates", "number -1", "number 1e9", "number \u0663",
    *(f"date {parts}" for parts in DATES),
}  # fmt: skip


def audit_entries(app: Flask) -> int:
    """How many facts are written down."""
    with app.app_context(), db.engine.connect() as line:
        return int(line.execute(sa.text("SELECT count(*) FROM audit_entry")).scalar_one())


def found_forms(as_account: Readers, account: str | None) -> tuple[Reader, list[tuple[str, str, Form]]]:
    """The account's reader, and (kind of page, its path, form), one of each kind of form; read from the pages once in a run."""
    reader = as_account(account)
    rules = reader.app.url_map.bind("localhost")

    def read(folder: Path) -> None:
        found = dict[str, tuple[str, str, Form]]()
        for seen in seen_by(as_account, account):
            for form in forms_of(seen.forms, seen.path) if seen.is_page else []:
                post = str(rules.match(form.action.partition("?")[0], method="POST")[0])
                found.setdefault(
                    f"{post} {form.texts} {form.numbers} {tuple(form.choices)}", (seen.kind, seen.path, form)
                )
        (folder / "forms").write_bytes(pickle.dumps(list(found.values())))

    forms = pickle.loads((once(f"forms-of-{account}", read) / "forms").read_bytes())  # noqa: S301 - written above
    token = reader.token()
    return reader, [(kind, path, form.with_token(token)) for kind, path, form in forms]


def send(reader: Reader, form: Form, pairs: Pairs) -> Any:
    """The answer to a post of these fields, as a browser encodes them."""
    return reader.client.post(
        form.action, data=encoded(pairs), content_type="application/x-www-form-urlencoded", follow_redirects=False
    )


# the error summary: what stands in it is a heading and a list of links, so it ends with the list
SUMMARY = re.compile(r'<div[^>]*class="[^"]*govuk-error-summary[ "].*?</ul>', re.DOTALL)
COOKIES = ("portal", "portal_session", "portal_device")


def cookies_of(reader: Reader) -> dict[str, str]:
    """What the browser holds: some of the forms sign out, or begin a session anew."""
    return {name: found.value for name in COOKIES if (found := reader.client.get_cookie(name)) is not None}


def faults(form: Form, name: str, pairs: Pairs, answer: Any) -> Iterator[str]:
    """What is wrong with an answer to bad input."""
    status = answer.status_code
    if status >= 500 or b"Traceback" in answer.data:
        yield f"answered {status}"
    if answer.mimetype != "text/html" or status in (302, 303):
        return
    if b"<script>alert(1)" in answer.data or b"<img src=x onerror" in answer.data:
        yield "the probe is live"
    if status == 422:
        raw = answer.get_data(as_text=True)
        summary = SUMMARY.search(raw)
        if summary is None:
            yield "422 without an error summary"
            return
        ids = {next(filter(None, found), "") for found in IDS.findall(raw)}
        yield from (
            f"the summary leads to {there}, which is not on the page"
            for there, _words in links_of(summary.group())
            if there.removeprefix("#") not in ids
        )
        if name in ("long", "probe"):
            typed = LONG if name == "long" else PROBE
            page = BeautifulSoup("".join(FORMS.findall(raw)), "html.parser")
            for field in form.texts:
                shown = page.find(attrs={"name": field})
                kept = (shown.get("value") or shown.get_text()) if shown else None
                if str(kept or "").strip() != typed:
                    yield f"what was typed into {field} is lost"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_form_is_surprised(breakable: Flask, as_account: Readers, account: str | None, part: int) -> None:
    """A kind of form is tried once in a run, by the first account that comes to it."""
    try_forms(breakable, as_account, account, part, all_of_them=False)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_form_is_surprised_by_anything(
    breakable: Flask, as_account: Readers, account: str | None, part: int
) -> None:
    try_forms(breakable, as_account, account, part, all_of_them=True)


def try_forms(breakable: Flask, as_account: Readers, account: str | None, part: int, *, all_of_them: bool) -> None:
    reader, found = found_forms(as_account, account)
    forms = [one for one in found if crc32(one[0].encode()) % PARTS == part]
    copy, wrong, understood, cookies = Copy(breakable), [], 0, cookies_of(reader)
    on_sqlite = breakable.config["SETTINGS"].database_url.startswith("sqlite")
    new = [one for one in forms if is_first(f"form {all_of_them} {one[0]} {one[2].texts} {one[2].buttons}")]
    to_send = [
        (*one, [post for post in bad_posts(one[2], all_of_them=all_of_them) if on_sqlite or post[0] not in ANYWHERE])
        for one in new
        if on_sqlite or one[2].has_fields
    ]
    for kind, path, form, posts in to_send:
        for name, pairs in posts:
            for cookie, value in cookies.items():
                reader.client.set_cookie(cookie, value)
            before = audit_entries(breakable) if name == "empty" else 0
            try:
                with statements.apart() if name in ANYWHERE or not form.has_fields else nullcontext():
                    answer = send(reader, form, pairs)
            except Exception as surprise:
                wrong.append(f"{kind} ({path}) POST {form.action}, {name}: {type(surprise).__name__}: {surprise}"[:400])
                copy.lay_back()
                continue
            understood += answer.status_code in (302, 303, 422)
            wrong += [
                f"{kind} ({path}) POST {form.action}, {name}: {said}" for said in faults(form, name, pairs, answer)
            ]
            if name == "empty" and answer.status_code >= 400 and audit_entries(breakable) != before:
                wrong.append(f"{kind} ({path}) POST {form.action}: refused the empty form and stored something")
            if answer.status_code in (302, 303):
                copy.lay_back()
    assert understood >= len(to_send) / 2, "the forms themselves were turned away"
    assert not wrong, f"{len(wrong)} answers to {len(to_send)} forms:\n" + "\n".join(wrong)


def test_what_is_left_out_on_postgresql_is_what_no_database_has_a_hand_in() -> None:
    """What is said to go anywhere is there to be sent, so nothing is left out or sent for a misspelt name."""
    form = Form("/x", [], [], ("t",), ("s",), ("n",), ("d",), {"c": ("a",)}, (), ())
    names = {name for name, _pairs in bad_posts(form, all_of_them=True)}
    assert names >= ANYWHERE
    assert {
        "long",
        "controls",
        "number NaN",
        "all of it in t",
        f"choice {FOREIGN!r}",
        "choice '\\x00'",
    } <= names - ANYWHERE


def test_what_is_not_sent_to_one_form_is_sent_to_another() -> None:
    forms = [Form(f"/{place}", [], [], ("t",), ("s",), ("n",), ("d",), {"c": ("a",)}, (), ()) for place in range(40)]
    sent = [{name for name, _pairs in bad_posts(form)} for form in forms]
    assert set().union(*sent) == {name for name, _pairs in bad_posts(forms[0], all_of_them=True)}
    assert all({"empty", "long", "controls", "surrogate", "probe", "twice", "extra fields"} <= names for names in sent)


def with_file(form: Form, filename: str, content: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in form.filled():
        fields.setdefault(name, []).append(value)
    return {**fields, form.files[0]: (io.BytesIO(content), filename)}


def upload_forms(as_account: Readers, account: str) -> tuple[Reader, list[tuple[str, str, Form]]]:
    reader, forms = found_forms(as_account, account)
    return reader, [found for found in forms if found[2].files]


@pytest.mark.parametrize("account", ["teacher", "contact"])
def test_a_disguised_file_is_refused_beside_its_field(breakable: Flask, as_account: Readers, account: str) -> None:
    (reader, forms), bad = upload_forms(as_account, account), list(disguised())
    assert forms
    for kind, path, form in forms:
        before = audit_entries(breakable)
        for filename, content in bad:
            answer = reader.client.post(form.action, data=with_file(form, filename, content))
            page = BeautifulSoup(answer.data, "html.parser")
            assert answer.status_code == 422, f"{kind} ({path}) took {filename}: {answer.status_code}"
            summary = page.select_one(".govuk-error-summary")
            field = page.find("input", attrs={"name": form.files[0]})
            assert summary is not None
            assert field is not None
            assert summary.select(f"a[href='#{field['id']}']"), f"{kind}: {filename}: {summary.get_text(' ')}"
        assert audit_entries(breakable) == before


def test_a_file_over_the_limit_gets_a_page_that_says_so(breakable: Flask, as_account: Readers) -> None:
    reader, forms = upload_forms(as_account, "contact")
    _kind, _path, form = forms[0]
    before = audit_entries(breakable)
    answer = reader.client.post(form.action, data=with_file(form, "big.pdf", b"%PDF-1.4\n" + b"\0" * 26 * 1024 * 1024))
    assert answer.status_code == 413
    page = BeautifulSoup(answer.data, "html.parser")
    assert "MB" in page.get_text(), page.get_text(" ")[:500]
    assert audit_entries(breakable) == before
