"""One's own keys, and the page that tells programmers what there is to read."""

import hashlib
import uuid

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from portal.core.i18n import _
from portal.oversight.interface import forms, queries, services
from portal.oversight.interface.models import ReadingKey
from portal.oversight.interface.routes.blueprint import bp
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.login import me
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved
from portal.web.security import external_url, signing_keys

LONGEST = 300


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(signing_keys(), salt="reading-key", signer_kwargs={"digest_method": hashlib.sha256})


def written(key: ReadingKey) -> str:
    """The key as a program sends it."""
    return str(_signer().dumps([key.id.hex, key.turn]))


def read(text: str) -> tuple[uuid.UUID, int] | None:
    """Which key this is, and which turn of it; None for anything that we did not sign."""
    if len(text) > LONGEST:
        return None
    try:
        key_id, turn = _signer().loads(text)
        return uuid.UUID(key_id), int(turn)
    except (BadData, ValueError, TypeError, AttributeError):
        return None


@bp.get("/for-programs")
@public
def about() -> ResponseReturnValue:
    """What programs can read, and how."""
    return render_template("interface/about.html", base=external_url("interface.index"))


@bp.route("/profile/keys", methods=["GET", "POST"])
@guarded(Action.KEY_LIST_MINE)
@recently_proved
def mine() -> ResponseReturnValue:
    """My keys; a new one."""
    form = forms.KeyForm()
    if form.validate_on_submit():
        answer = carry_out(
            form, services.make_key, to=lambda key: url_for("interface.show", key_id=key.id), said=None,
            name=form.name.data,
        )  # fmt: skip
        if answer is not None:
            return answer
    return form_page("interface/keys.html", form, keys=queries.list_keys(me().id), button=OneButtonForm())


@bp.get("/profile/keys/<uuid:key_id>")
@guarded(Action.KEY_MANAGE, of=queries.get_key)
@recently_proved
def show(key: ReadingKey) -> ResponseReturnValue:
    """One key, to copy."""
    return render_template("interface/key.html", key=key, written=written(key), button=OneButtonForm(),
                           example=external_url("interface.about_me"))  # fmt: skip


@bp.post("/profile/keys/<uuid:key_id>/take-back")
@guarded(Action.KEY_MANAGE, of=queries.get_key)
def take_back(key: ReadingKey) -> ResponseReturnValue:
    """End a key."""
    said = _("The key “%(name)s” reads nothing any more.", name=key.name)
    return press(services.take_back, key, to=url_for("interface.mine"), said=said)
