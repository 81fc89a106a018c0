"""The blueprints: `report` is open to everyone, `reports` is for those who are signed in."""

from flask import Blueprint

open_bp = Blueprint("report", __name__, url_prefix="/report")
bp = Blueprint("reports", __name__, url_prefix="/reports")
BLUEPRINTS = (open_bp, bp)
