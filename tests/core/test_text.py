"""What people type becomes safe HTML: bare addresses can be followed, and nothing else becomes a link."""

import pytest

from portal.core.text import to_html


def link(address: str) -> str:
    return f'<a href="{address}" rel="noopener nofollow ugc">{address}</a>'


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("See https://maps.example/river.", f"See {link('https://maps.example/river')}."),
        (
            "(https://maps.example/a) or (https://maps.example/b_(c)).",
            f"({link('https://maps.example/a')}) or ({link('https://maps.example/b_(c)')}).",
        ),
        ("**http://maps.example**", f"<strong>{link('http://maps.example')}</strong>"),
        ("https://maps.example/ŵ?a=1", link("https://maps.example/ŵ?a=1")),
        ("<https://maps.example/a>", link("https://maps.example/a")),
    ],
)
def test_a_bare_address_is_a_link(words: str, shown: str) -> None:
    assert to_html(words).strip() == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "words",
    ["`https://maps.example`", "https:// maps", "javascript:alert(1)", "me@https://maps.example", "www.maps.example"],
)
def test_other_words_are_no_link(words: str) -> None:
    assert "<a" not in to_html(words)


def test_a_named_link_stays_one_link() -> None:
    assert to_html("[the https://maps.example page](https://maps.example/a)").count("<a ") == 1


def test_a_quotation_mark_ends_an_address() -> None:
    html = to_html('https://maps.example/"onclick="alert(1)')
    assert html.startswith('<p><a href="https://maps.example/" rel=')
    assert "onclick" not in html.split("</a>")[0]
