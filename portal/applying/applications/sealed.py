"""A sealed copy as it is read back: checked against its digest, and shown from its own content alone."""

from dataclasses import dataclass
from typing import Any

from portal.applying.applications import content
from portal.applying.applications.models import ApplicationVersion
from portal.core.bilingual import WELSH
from portal.core.i18n import _, spoken


@dataclass(frozen=True)
class SealedCopy:
    """What was sealed. `is_intact` is false when the content no longer gives the digest that was kept with it; after `removed_on` (ISO date) it cannot,
    because the words were removed by age."""

    facts: dict[str, Any]
    digest: str
    is_intact: bool
    removed_on: str | None = None

    def canonical(self) -> bytes:
        """The very bytes whose SHA-256 is the digest."""
        return content.canonical(self.facts)

    def facts_for(self, *, sees_money: bool) -> dict[str, Any]:
        """The content as a reader sees it: partner schools do not see the sections about money, nor evidence that is kept among the member schools."""
        sections = [s for s in self.facts["sections"] if sees_money or not s["is_budget"]]
        evidence = [e for e in self.facts.get("evidence", ()) if sees_money or not e.get("home_only")]
        return {**self.facts, "sections": sections, "evidence": evidence}

    def as_text(self, *, sees_money: bool) -> str:
        """The copy as plain text."""
        facts = self.facts_for(sees_money=sees_money)
        head = [
            f"{_words(facts['round'], 'programme')}: {_words(facts['round'], 'name')}",
            f"{_('Cluster')}: {facts['cluster']['name']}",
            f"{_('Receipt number')}: {facts['receipt_number']} ({_('version')} {facts['version']})",
            f"{_('Submitted')}: {facts['submitted_at']} {facts['submitted_by']}",
            f"{_('Theme')}: {facts['theme']}",
            f"{_('Schools')}: " + "; ".join(s["name"] for s in facts["schools"]),
            f"SHA-256: {self.digest}",
        ]
        parts = ["\n".join(head)]
        for section in facts["sections"]:
            school = f" ({section['school_name']})" if section.get("school_name") else ""
            lines = [_words(section, "title").upper() + school]
            lines += [f"{_words(q, 'text')}\n{q['answer'] or '-'}" for q in section["questions"]]
            parts.append("\n\n".join(lines))
        signed = [
            f"{s['school_name']}: {s['status']} {s['signed_by'] or ''} {s['signed_at'] or ''}".rstrip()
            for s in facts["signatures"]
        ]
        parts.append("\n".join([_("Signatures").upper(), *signed]))
        return "\n\n\n".join(parts) + "\n"


def _words(part: dict[str, Any], name: str) -> str:
    """A text of the form in the language of the page, as far as it was sealed."""
    welsh = part.get("in_welsh", {}).get(name, "") if spoken() == WELSH else ""
    return str(welsh or part[name])


def read(version: ApplicationVersion) -> SealedCopy:
    """The sealed copy of a version, its digest checked now."""
    facts = version.sealed_content or {}
    is_intact = content.digest(facts) == version.sealed_digest
    return SealedCopy(facts, version.sealed_digest or "", is_intact, facts.get("removed_on"))
