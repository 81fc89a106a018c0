"""Organisations: entered and changed by the programme; authorities read from a published list, all or nothing, safe to repeat."""

import csv
from pathlib import Path
from typing import Any

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import clean_line, fold
from portal.core.workflow import claim
from portal.identity.accounts.models import PersonStatus
from portal.identity.accounts.queries import person_by_email
from portal.identity.organisations import events, queries
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.identity.registers.reading.spelling import FALL_BACK, tidy

HEADERS = (("la_code", "la_name", "gss_code"), ("gss_code", "name"))
TRUSTS = ("Group UID", "Group ID", "Group Name", "Companies House Number", "Group Type (code)", "Group Type")
_ABOLISHED = "Pre LGR"


def import_authorities(path: Path, *, by: Actor) -> tuple[int, int]:
    """Read a list of local authorities, `la_code,la_name,gss_code` (England, Wales) or `gss_code,name` (Scotland, Northern Ireland); or the published
    extract of academy trusts, by its own header.

    Answers (new, changed). One that was abolished ("Pre LGR ...") is kept as history. Raises RuleBroken with the line, and then nothing was read in.
    """
    rows = _read(path)
    return perform(_write, by=by, rows=rows)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", errors=FALL_BACK, newline="") as file:
            reader = csv.reader(file, strict=True)
            header = tuple(clean_line(cell) for cell in next(reader, []))
            if header not in (*HEADERS, TRUSTS):
                raise RuleBroken(
                    None,
                    _(
                        "Line 1: the header must be la_code,la_name,gss_code or gss_code,name, or that of the extract of academy trusts."
                    ),
                )
            rows, seen = [], set[str]()
            for cells in reader:
                rows.append(_row(header, cells, reader.line_num, seen))
    except (UnicodeDecodeError, csv.Error):
        raise RuleBroken(None, _("The file is not CSV. Nothing was read in.")) from None
    if not rows:
        raise RuleBroken(None, _("The file has a header and no rows. Nothing was read in."))
    return rows


def _row(header: tuple[str, ...], cells: list[str], line: int, seen: set[str]) -> dict[str, str]:
    row = dict(zip(header, (tidy(cell) for cell in cells), strict=False))
    name = row.get("la_name") or row.get("name") or row.get("Group Name", "")
    code = row.get("la_code") or row.get("gss_code") or ""
    if header == TRUSTS and row.get("Group UID"):
        code = f"UID{row['Group UID']}"  # the group number (TR00261) is missing from some rows, the UID from none
    if len(cells) != len(header) or not name or not code or len(code) > 10 or len(name) > 200:
        raise RuleBroken(None, _("Line %(line)s: a code and a name are needed. Nothing was read in.", line=line))
    if code in seen:
        raise RuleBroken(None, _("Line %(line)s: the code %(code)s stands twice.", line=line, code=code))
    seen.add(code)
    kind = OrganisationKind.TRUST if header == TRUSTS else OrganisationKind.AUTHORITY
    return {"kind": kind.value, "code": code, "name": name, "gss_code": row.get("gss_code", "")}


def _write(*, by: Actor, rows: list[dict[str, str]]) -> tuple[int, int]:
    known, new, changed = queries.all_by_code(row["code"] for row in rows), 0, 0
    for row in rows:
        values: dict[str, Any] = {
            **row,
            "kind": OrganisationKind(row["kind"]),
            "is_ended": row["name"].startswith(_ABOLISHED),
            "folded_name": fold(row["name"]),
        }
        found = known.get(row["code"])
        if found is None:
            session().add(Organisation(**values))
            new += 1
        elif any(getattr(found, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(found, name, value)
            changed += 1
    session().flush()
    record(events.AuthoritiesImported(by_id=by.id, new=new, changed=changed))
    return new, changed


def add_organisation(*, by: Actor, kind: OrganisationKind, name: str, **values: str) -> Organisation:
    """Enter an organisation."""
    made = Organisation(kind=kind, name=name, folded_name=fold(name)[:200], **values)
    session().add(made)
    session().flush()
    record(events.OrganisationAdded(by_id=by.id, subject_id=made.id))
    return made


def change_organisation(organisation: Organisation, *, by: Actor, version: int, name: str, **values: Any) -> None:
    """Change what is said of an organisation, or that it has ended. `version` is the one that was read."""
    new = {"name": name, "folded_name": fold(name)[:200], **values}
    if not claim(organisation, {"version": version}, {**new, "version": version + 1}):
        session().refresh(organisation)
        raise Stale(_("Someone else changed this since you opened the page."), {"name": organisation.name})
    record(events.OrganisationChanged(by_id=by.id, subject_id=organisation.id))


def add_member(organisation: Organisation, *, by: Actor, email: str, post: str = "") -> OrganisationMember:
    """Name a person of an organisation, by the address of their account."""
    if organisation.is_ended:
        raise NotAllowedNow(_("This organisation is no longer there."))
    person = person_by_email(email)
    if person is None or person.status != PersonStatus.ACTIVE:
        raise RuleBroken("email", _("Nobody has an account with this address. Ask them to register first."))
    made = OrganisationMember(organisation_id=organisation.id, person_id=person.id, post=post, given_by_id=by.id)
    session().add(made)
    session().flush()
    record(events.OrganisationMemberAdded(by_id=by.id, subject_id=organisation.id, person_id=person.id))
    return made


def end_member(member: OrganisationMember, *, by: Actor) -> None:
    """The person no longer belongs to the organisation."""
    if not claim(member, {"ended_at": None}, {"ended_at": clock.now(), "ended_by_id": by.id}):
        raise NotAllowedNow(_("This person does not belong to the organisation any more."))
    record(events.OrganisationMemberEnded(by_id=by.id, subject_id=member.organisation_id, person_id=member.person_id))
