"""The blueprint of the room."""

from flask import Blueprint

bp = Blueprint("interface", __name__)
