"""The registers, for administrators."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.identity.registers import queries
from portal.identity.registers.models import RegisterImport
from portal.identity.registers.names import register_name
from portal.policy import Action
from portal.web.access import guarded

bp = Blueprint("registers", __name__)


@bp.get("/administration/registers")
@guarded(Action.REGISTERS_VIEW)
def show() -> ResponseReturnValue:
    """Every register with its last extract and counts, and the last imports."""
    page = queries.list_imports(request.args.get("after"))
    return render_template("registers/show.html", registers=queries.registers(), page=page, register_name=register_name)


@bp.get("/administration/registers/imports/<uuid:import_id>")
@guarded(Action.REGISTERS_VIEW, of=queries.get_import)
def read_import(found: RegisterImport) -> ResponseReturnValue:
    """One import: its counts and the first of the rows that it refused."""
    refused = queries.list_refused(found.id)
    return render_template("registers/read_import.html", found=found, refused=refused, register_name=register_name)
