"""Pages of evidence and letters of support."""

from portal.forming.evidence.routes.items import bp as evidence_bp
from portal.forming.evidence.routes.items import panel
from portal.forming.evidence.routes.organisations import bp as organisations_bp
from portal.forming.evidence.routes.statements import bp as statements_bp

__all__ = ["evidence_bp", "organisations_bp", "panel", "statements_bp"]
