"""A form that names an organisation leads to the programme's list, and comes back with the one that was chosen."""

from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core.text import clean_line
from portal.identity.organisations import queries
from portal.identity.organisations.forms import KINDS
from portal.identity.organisations.models import Organisation
from portal.identity.schools.countries import country_name
from portal.web.forms import as_uuid


def choose_page(base: str, here: str, kept: dict[str, str], *, caption: str) -> ResponseReturnValue:
    """A page (`here`) of the organisations whose name holds the words; each leads back to the form at `base`, with what the address kept."""
    words = clean_line(request.args.get("q", ""))[:100]
    page = queries.list_live(words, request.args.get("after"))
    return render_template(
        "organisations/choose.html",
        page=page,
        words=words,
        base=base,
        here=here,
        kept=kept,
        following=f"{here}?{urlencode({**kept, 'q': words})}",
        back_to=lambda one: f"{base}?{urlencode({**kept, 'organisation': one.id})}",
        kinds=dict(KINDS),
        caption=caption,
        country_name=country_name,
    )


def picked() -> Organisation | None:
    """The organisation that the address names, if it is still there."""
    try:
        return queries.find_live(as_uuid(request.args.get("organisation")))
    except ValueError:
        return None
