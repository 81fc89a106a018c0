"""The agreement of an award on paper, drawn from what was sealed and from nothing else."""

from datetime import datetime
from typing import Any

from portal.applying.awards.models import Award
from portal.core.i18n import _
from portal.web.pdf import Paper


def agreement_paper(award: Award, *, is_intact: bool) -> Paper:
    """The sealed agreement. Moments are in UTC and say so."""
    content: dict[str, Any] = award.agreement or {}
    sealed_at = datetime.fromisoformat(content["sealed_at"])
    title = _("Agreement: %(cluster)s", cluster=content["cluster"])
    paper = Paper(title, foot=_("SHA-256: %(digest)s", digest=award.agreement_digest or ""), made_at=sealed_at)
    paper.title_line(title)
    paper.text_block(f"{content['programme']}, {content['round']}, {content['receipt']}", bold=True)
    if not is_intact:
        paper.text_block(_("Warning: this agreement does not agree with its seal."), bold=True)
    if content["amount"] is not None:
        paper.heading(_("The award"))
        paper.text_block(f"{content['amount']:,} {content['currency']}")
    paper.heading(_("Terms and conditions"))
    paper.text_block(content["terms"] or _("The rules of the round hold."))
    paper.heading(_("Accepted by"))
    paper.listed(f"{one['school']}: {one['signed_by']}, {_when(one['at'])}" for one in content["schools"])
    paper.text_block(
        _("Every school accepted the same words. Sealed on %(when)s.", when=_when(content["sealed_at"])), small=True
    )
    return paper


def _when(moment: str) -> str:
    at = datetime.fromisoformat(moment)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
