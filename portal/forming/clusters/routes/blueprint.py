"""The blueprint, and what its pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.forming.clusters.forms import OneButtonForm
from portal.forming.clusters.models import Cluster
from portal.web.acting import carry_out, say
from portal.web.limits import may_invite

bp = Blueprint("clusters", __name__)


def home_of(cluster: Cluster) -> str:
    """The address of the cluster's home."""
    return url_for("clusters.show", cluster_id=cluster.id)


def press(
    deed: Callable[..., Any], subject: Any, *, to: str, said: Any, back: str | None = None, **words: Any
) -> ResponseReturnValue:
    """Carry out a one-button form. A refusal is told on the page the person came from (`back`, else `to`). A deed that is given `write` writes letters,
    and is counted with what the person writes to others."""
    form = OneButtonForm()
    if form.validate_on_submit() and ("write" not in words or may_invite(form)):
        answer = carry_out(form, deed, subject, to=to, said=said, **words)
        if answer is not None:
            return answer
    for message in [*form.form_errors, *(e for field in form for e in field.errors)][:3]:
        say(message, "error")
    return redirect(back or to, 303)
