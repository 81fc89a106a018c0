"""The register of France. No published file is in hand: these are made in the described form; the eight numbers of the first test are real ones."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.identity.registers.kinds.france import check_letter
from tests.identity.registers.support import bring_in, entry, lay, reasons

NAME = "annuaire-2027-03-01.csv"
HEADER = ";".join(
    [
        "Identifiant_de_l_etablissement",
        "Nom_etablissement",
        "Type_etablissement",
        "Statut_public_prive",
        "Adresse_1",
        "Adresse_2",
        "Adresse_3",
        "Code+postal",
        "Code_commune",
        "Nom_commune",
        "Code_departement",
        "Ecole_maternelle",
        "Ecole_elementaire",
        "Telephone",
        "Web",
        "Mail",
        "Nombre_d_eleves",
        "position",
        "Libelle_departement",
        "Libelle_academie",
        "Libelle_region",
        "date_ouverture",
        "etat",
    ]
).replace("+", " ")


@pytest.mark.parametrize(
    "uai", ["0400193T", "0400219W", "0400229G", "0400236P", "0400241V", "0750654D", "0752524L", "0920131T"]
)
def test_the_letter_checks_the_digits(uai: str) -> None:
    assert check_letter(uai[:7]) == uai[7]


def test_rows_stay_text(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = (
        (
            "0400193T;Ecole primaire;Ecole;Public;12 rue du Marché;;;04000;04070;Digne-Inventée;04;1;1;0492000000;;ce.0400193t@x.example;88;"
            "44.1,6.2;Alpes;Aix;Provence;1965-05-01;OUVERT"
        ),
        f"7200010{check_letter('7200010')};Collège des Pins;Collège;Privé;;;;20000;2A004;Ajaccio-Inventé;2A;;;;www.pins.example;;;;Corse;Corse;Corse;;OUVERT",
        "0400219A;Faux;Lycée;Public;;;;04000;04070;Digne;04;;;;;;;;;;;;OUVERT",
        "400219W;Trop court;Lycée;Public;;;;04000;04070;Digne;04;;;;;;;;;;;;OUVERT",
    )
    summary = bring_in(lay(tmp_path, "\n".join([HEADER, *rows, ""]).encode(), NAME), "france")
    assert (summary.new, [line for line, _reason in reasons(summary)]) == (2, [4, 5])
    assert "after these digits comes W" in reasons(summary)[0][1]
    first, second = entry("0400193T", "fr"), entry(f"7200010{check_letter('7200010')}", "fr")
    assert (first.name, first.postcode, first.authority_code, first.phase, first.pupils) == (
        "Ecole primaire",
        "04000",
        "04",
        "primary",
        88,
    )
    assert (first.country, first.town, first.street) == ("FR", "Digne-Inventée", "12 rue du Marché")
    assert (second.authority_code, second.phase, second.type_name) == ("2A", "secondary", "Collège, Privé")
    assert second.website == "http://www.pins.example"
