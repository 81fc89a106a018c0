"""What the sealed copy says about each line of the check, so that nobody has to look for what the portal knows."""

from collections.abc import Collection, Mapping
from typing import Any

from portal.applying.applications.models import ApplicationVersion, SignOffStatus
from portal.applying.programmes.models import Round
from portal.core.i18n import _
from portal.forming.clusters.models import Side


def known(version: ApplicationVersion, planned: Round) -> dict[str, str]:
    """Words for the four lines of the check, by the name of the line. A school that left since is counted as it was sealed."""
    facts = version.sealed_content or {}
    schools: list[Mapping[str, Any]] = facts.get("schools", [])
    home = [one for one in schools if one["side"] == Side.HOME.value]
    return {
        "size_holds": _sizes(home, schools, planned),
        "heads_permit": _signed(version),
        "partner_evidence": _partners(schools),
        "safeguarding_named": _declared(home, {one["school"] for one in facts.get("declarations", ())}),
    }


def _sizes(home: Collection[Mapping[str, Any]], schools: Collection[Mapping[str, Any]], planned: Round) -> str:
    said = _(
        "Member schools: %(have)s. The round asks for %(least)s to %(most)s.",
        have=len(home),
        least=planned.min_schools,
        most=planned.max_schools,
    )
    abroad = sum(one["country"] != "GB" for one in schools)
    if not planned.min_overseas:
        return said
    return said + " " + _("Schools abroad: %(have)s, at least %(least)s.", have=abroad, least=planned.min_overseas)


def _signed(version: ApplicationVersion) -> str:
    if not version.sign_offs:
        return ""
    signed = [one for one in version.sign_offs if one.status == SignOffStatus.SIGNED]
    missing = [one.school.name for one in version.sign_offs if one.status != SignOffStatus.SIGNED]
    said = _("Signed for: %(number)s of %(all)s schools.", number=len(signed), all=len(version.sign_offs))
    return said + (" " + _("Not yet: %(schools)s.", schools=", ".join(missing)) if missing else "")


def _partners(schools: Collection[Mapping[str, Any]]) -> str:
    names = [one["name"] for one in schools if one["side"] == Side.PARTNER.value]
    if not names:
        return _("No partner school is named in the application.")
    return _("Named in the application: %(schools)s.", schools=", ".join(names))


def _declared(home: Collection[Mapping[str, Any]], declared: Collection[str]) -> str:
    missing = [one["name"] for one in home if one["id"] not in declared]
    said = _(
        "Safeguarding questions answered: %(number)s of %(all)s schools.",
        number=len(home) - len(missing),
        all=len(home),
    )
    return said + (" " + _("Not answered: %(schools)s.", schools=", ".join(missing)) if missing else "")
