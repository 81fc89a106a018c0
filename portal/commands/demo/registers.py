"""Registers of several kinds with a few invented schools, read through the importers; and a school whose entry has closed, with two that follow it:
its contact (contact8@) or an administrator says which."""

import tempfile
from datetime import date
from pathlib import Path

from portal.commands.demo.world import World
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.identity.registers import queries, services
from portal.identity.registers.kinds import KINDS
from portal.identity.registers.kinds.france import check_letter

FRENCH = [digits + check_letter(digits) for digits in ("9990011", "9990012")]
FILES = {
    "northern-ireland": """
Institution Reference Number;Institution Name;Town;Postcode;Type;Management;Status
901-0001;Lough Side Primary School;Ballymade;ZZ4 1AA;Primary;Controlled;Open
902-0002;Bunscoil an Chnoic;Knockmade;ZZ4 OAB;Primary;Irish medium;Open
99-1;A row that is refused;Ballymade;ZZ4 1AB;Primary;Controlled;Open
""",
    "scotland": """
SeedCode;LA Name;School Name;Address 1;Address 2;Post Code
9900011;Argyll & Bute;Inverwhere Primary School;1 Shore Street;Inverwhere;ZZ5 1AA
9900012;Na h-Eileanan Siar;Sgoil an Eilein;The Pier;Eilean Ùr;ZZ5 2AB
""",
    "wales": """
School Number;School Name;Local Authority;Address 1;Address 2;Postcode;Sector;Welsh Medium Type - see notes
6829011;Ysgol Gynradd Glan-yr-afon;Aberwen;Heol y Bont;Aberwen;ZZ6 3AD;Primary;Welsh medium
6829012;Ysgol Uwchradd y Cwm;Aberwen;Cwm Road;Cwm Aberwen;ZZ6 4AE;Secondary;English medium
""",
    "france": f"""
Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Nom_commune;Code_postal;etat
{FRENCH[0]};École primaire des Acacias;Ecole;Villeneuve-sur-Orge;99001;OUVERT
{FRENCH[1]};Collège des Tilleuls;Collège;Villeneuve-sur-Orge;99001;OUVERT
""",
    "plain": """
country;number;name;town;phase
KE;DEMO-001;Shule ya Msingi Mwangaza;Kisumu;primary
KE;DEMO-002;Ziwa Secondary School;Kisumu;secondary
""",
}
LINKS = """
URN;LinkURN;LinkType;LinkEstablishedDate
900010;900301;Successor - Split School;{closed}
900010;900302;Successor - Split School;{closed}
"""
SPLIT = """
URN;EstablishmentName;EstablishmentStatus (code);TypeOfEstablishment (code);TypeOfEstablishment (name);LA (code);LA (name);Town;Postcode;CloseDate
900010;Ridgeway Primary Academy;2;34;Academy converter;992;Saltmere;Saltmere;ZZ8 1AA;{closed}
900301;Ridgeway and Saltmere Primary Academy;1;34;Academy converter;992;Saltmere;Saltmere;ZZ8 1AA;
900302;Ridgeway Junior School;1;34;Academy converter;992;Saltmere;Saltmere;ZZ8 1AB;
"""


def load(world: World) -> None:
    """Read the files, once."""
    known = queries.next_sequence("ke") > 1
    session().commit()
    if known:
        return
    today = clock.today()
    closed = date(today.year - 1, 8, 31).strftime("%d-%m-%Y")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, text in FILES.items():
            path = _write(folder / f"demonstration-{kind}.csv", text)
            services.import_file(KINDS[kind], path, by=SYSTEM, options=services.Options(today))
        links = _write(folder / "demonstration-links.csv", LINKS.format(closed=closed))
        services.import_links(links, by=SYSTEM, options=services.Options(today))
        split = _write(folder / "demonstration-split.csv", SPLIT.format(closed=closed))
        services.import_file(KINDS["gias"], split, by=SYSTEM, options=services.Options(today, partial=True))


def _write(path: Path, text: str) -> Path:
    path.write_text(text.lstrip(), encoding="utf-8")
    return path
