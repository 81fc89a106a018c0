"""Every page of the room opens and looks as a page should."""

from collections.abc import Callable

import pytest

from tests.support.cast import Cast
from tests.support.reader import Reader

PAGES = ["/sign-in", "/register", "/register/look-at-your-mail", "/forgotten-password"]


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_opens_it(reader_for: Callable[..., Reader], path: str) -> None:
    assert reader_for().get(path).h1


def test_the_sign_in_page_makes_no_statement(reader_for: Callable[..., Reader]) -> None:
    reader = reader_for().get("/sign-in?next=/schools/mine")
    assert reader.statements == []
    form = next(f for f in reader.page.select("form") if f.select_one("[name=password]"))
    assert {f["name"] for f in form.select("input[name]")} == {
        "csrf_token",
        "once_key",
        "next",
        "email",
        "password",
        "shared_computer",
    }


@pytest.mark.parametrize("path", ["/link/confirm/nothing", "/reset/nothing", "/reset/" + "x" * 300])
def test_a_dead_link_says_what_to_do(reader_for: Callable[..., Reader], path: str) -> None:
    reader = reader_for().get(path, expect=404)
    assert reader.h1 == "This link no longer works"


def test_the_profile_shows_where_one_is_signed_in(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.teacher).get("/profile")
    reader.fill(name="Tom O'Neill-Rees", zone="Africa/Nairobi", language="cy").press("Save")
    assert reader.path == "/profile"
    assert "Tom O'Neill-Rees" in reader.text


@pytest.mark.parametrize("path", ["/profile", "/kept-form"])
def test_a_visitor_is_asked_to_sign_in(reader_for: Callable[..., Reader], path: str) -> None:
    assert reader_for().get(path, follow=False, expect=303).headers["Location"].startswith("/sign-in?next=")
