"""The register of France: the annuaire de l'éducation, semicolons, UTF-8.

A school's number is its UAI: seven digits and a letter that checks them. Codes of départements begin with 0 or hold a letter (2A): text, always.
"""

import re
from datetime import date

from portal.core.i18n import _, _l
from portal.identity.registers.cells import day, joined, number, recorded, website
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape

NEEDED = ("Identifiant_de_l_etablissement", "Nom_etablissement", "Type_etablissement", "Nom_commune")
USED = (
    "Statut_public_prive",
    "Adresse_1",
    "Adresse_2",
    "Adresse_3",
    "Code postal",
    "Code_postal",
    "Code_departement",
    "Libelle_departement",
    "Libelle_academie",
    "Libelle_region",
    "Ecole_maternelle",
    "Ecole_elementaire",
    "Web",
    "Nombre_d_eleves",
    "date_ouverture",
    "etat",
)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # the alphabet without I, O and Q
OPEN, CLOSED, COMING = ("ouvert",), ("ferme", "fermé"), ("a ouvrir", "à ouvrir")
_UAI = re.compile(r"(\d{7})([A-Z])", re.ASCII)


def check_letter(digits: str) -> str:
    """The letter that follows the seven digits of a UAI: the number modulo 23."""
    return LETTERS[int(digits) % 23]


def entry(row: Row, _extract_on: date | None) -> Values:
    """The columns of an entry."""
    get = row.get
    uai = get("Identifiant_de_l_etablissement").upper()
    found = _UAI.fullmatch(uai)
    if found is None:
        raise RefusedRow(_("the number %(number)s is not a UAI of seven digits and a letter", number=repr(uai[:20])))
    if found.group(2) != check_letter(found.group(1)):
        raise RefusedRow(
            _(
                "the number %(number)s cannot be right: after these digits comes %(letter)s",
                number=uai,
                letter=check_letter(found.group(1)),
            )
        )
    return {
        "number": uai,
        "name": get("Nom_etablissement"),
        "status": _status(get("etat")),
        "phase": _phase(row),
        "type_name": joined(get("Type_etablissement"), get("Statut_public_prive")),
        "authority_code": get("Code_departement"),
        "authority_name": get("Libelle_academie") or get("Libelle_departement"),
        "street": joined(get("Adresse_1"), get("Adresse_2"), get("Adresse_3")),
        "town": get("Nom_commune"),
        "county": get("Libelle_departement"),
        "region": get("Libelle_region"),
        "postcode": get("Code postal") or get("Code_postal"),
        "country": "FR",
        "country_name": "France",
        "website": website(recorded(get("Web"))),
        "pupils": number(get("Nombre_d_eleves")),
        "opened_on": day(get("date_ouverture")),
    }


def _status(cell: str) -> str:
    words = cell.casefold()
    if not words or words in OPEN:
        return "open"
    if words in CLOSED:
        return "closed"
    if words in COMING:
        return "proposed"
    raise RefusedRow(_("the status %(status)s is none that we know", status=repr(cell[:30])))


def _phase(row: Row) -> str:
    kind = row.get("Type_etablissement").casefold()
    if kind in ("collège", "college", "lycée", "lycee"):
        return "secondary"
    if row.get("Ecole_elementaire") == "1" or (
        kind.startswith(("ecole", "école")) and row.get("Ecole_maternelle") != "1"
    ):
        return "primary"
    return "nursery" if row.get("Ecole_maternelle") == "1" else ""


KIND = Kind(
    name="france",
    title=_l("France: annuaire de l’éducation"),
    shape=Shape((Layout("annuaire", NEEDED, USED),)),
    entry=entry,
    register="fr",
)
