"""Files and the virus scanner, for administrators: what waits, what was held back. Nobody reads a file here, nor its name."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import scanning
from portal.core.i18n import _
from portal.core.storage import StoredFile
from portal.oversight.scanning import queries, services
from portal.policy import Action
from portal.web.access import guarded
from portal.web.press import OneButtonForm, press

bp = Blueprint("scanning", __name__, url_prefix="/administration/files")


@bp.get("")
@guarded(Action.SCAN_LIST)
def index() -> ResponseReturnValue:
    """Whether a scanner is asked, how many files wait since when, and what was held back."""
    return render_template(
        "scanning/index.html",
        is_on=scanning.in_use() is not None,
        waiting=queries.waiting(),
        page=queries.list_held(request.args.get("after")),
        button=OneButtonForm(formdata=None),
    )


@bp.post("/<uuid:file_id>/again")
@guarded(Action.SCAN_AGAIN, of=queries.get_held_file)
def again(file: StoredFile) -> ResponseReturnValue:
    """Have a file that was held looked into once more."""
    return press(services.look_again, file, to=url_for("scanning.index"), said=_("The scanner looks at it again."))
