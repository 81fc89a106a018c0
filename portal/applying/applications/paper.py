"""A sealed copy on paper, drawn from its own content and from nothing else."""

from datetime import datetime
from typing import Any

from portal.applying.applications.sealed import SealedCopy
from portal.core.i18n import _, spoken
from portal.web.bilingual import chosen_plain, sealed_plain
from portal.web.pdf import Paper


def sealed_paper(copy: SealedCopy, *, sees_money: bool) -> Paper:
    """The copy as PDF, as far as this reader sees it, in the language in which they have forms. Moments are in UTC and say so."""
    facts = copy.facts_for(sees_money=sees_money)
    sealed_at = datetime.fromisoformat(facts["submitted_at"])
    title = f"{facts['cluster']['name']}: {sealed_plain(facts['round'], 'name')}"
    paper = Paper(title, language=spoken(), foot=f"{facts['receipt_number']}, SHA-256 {copy.digest}", made_at=sealed_at)
    paper.title_line(title)
    paper.text_block(sealed_plain(facts["round"], "programme"), bold=True)
    if copy.removed_on:
        paper.text_block(_("The words of this application were removed, because it is old."), bold=True)
    elif not copy.is_intact:
        paper.text_block(_("Warning: this copy does not agree with its seal."), bold=True)
    paper.listed(
        (
            f"{_('Receipt number')}: {facts['receipt_number']} ({_('version')} {facts['version']})",
            f"{_('Submitted')}: {_when(facts['submitted_at'])} {facts['submitted_by']}",
            f"{_('Theme')}: {facts['theme']}",
        )
    )
    paper.heading(_("The schools"))
    paper.listed(_school(school) for school in facts["schools"])
    paper.heading(_("What binds the cluster"))
    paper.text_block(facts["cluster"]["rationale"] or "-")
    for section in facts["sections"]:
        _section(paper, section)
    paper.heading(_("Evidence"))
    paper.listed(
        [
            f"{sealed_plain(item, 'heading_title')}: {item['claim']} ({item['school_name']})"
            for item in facts["evidence"]
        ]
    )
    paper.listed([f"{_('Letter of support')}: {given['organisation']}" for given in facts["statements"]])
    paper.heading(_("Signatures"))
    paper.listed(_signature(one) for one in facts["signatures"])
    return paper


def _section(paper: Paper, section: dict[str, Any]) -> None:
    school = f" ({section['school_name']})" if section.get("school_name") else ""
    paper.heading(sealed_plain(section, "title") + school)
    for question in section["questions"]:
        paper.text_block(sealed_plain(question, "text"), bold=True)
        paper.text_block(chosen_plain(question) or _("Not answered."))
        if question.get("kind") == "budget":
            paper.text_block(f"{_('Total')}: {question['currency']} {question['total']}", bold=True)
        if question.get("file"):
            paper.text_block(f"SHA-256 {question['file']['sha256']}", small=True)


def _school(school: dict[str, Any]) -> str:
    role = _("lead school") if school["is_lead"] else _("partner school") if school["side"] == "partner" else ""
    return f"{school['name']} ({role})" if role else str(school["name"])


def _signature(one: dict[str, Any]) -> str:
    if one["status"] != "signed":
        return f"{one['school_name']}: {_('not signed')}"
    return f"{one['school_name']}: {one['signed_by'] or ''}, {_when(one['signed_at'])}"


def _when(moment: str) -> str:
    at = datetime.fromisoformat(moment)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
