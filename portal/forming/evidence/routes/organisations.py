"""What people of an organisation see: the letters of support that were asked of it, and given in its name."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.forming.evidence import forms, queries
from portal.identity.organisations.queries import ids_of
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded

bp = Blueprint("organisation_letters", __name__)


@bp.get("/letters-of-support")
@guarded(Action.ORGANISATION_LETTERS_LIST)
def index() -> ResponseReturnValue:
    """The letters of my organisations, the newest first."""
    me = login.me()
    mine = ids_of(me.id, me.authority_codes)
    page = queries.list_statements_of_organisations(mine, request.args.get("after"))
    return render_template(
        "statements/of_organisation.html", page=page, has_organisation=bool(mine), kinds=dict(forms.KINDS)
    )
