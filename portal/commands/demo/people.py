"""Who is there in the demonstration world: a register, schools, people. All invented; every address is at an example domain.

Keys of schools (`world.schools`), all verified unless said otherwise:

- the feeder family in Marlbury (authority 990): `hill` (leads), `mill`, `academy` (secondary), `orchard` (special)
- the International School Award trio in Marlbury and Otherham (990, 991): `beacon` (holds the award, leads), `quay`, `fen`
- the contrast pair inside one authority in Wales (W90): `ysgol` (town, Welsh-speaking), `castle` (valley)
- at home without a cluster, free to be invited or to replace a school: `ridge`
- waiting: `quiet` for verification, `brook` for its head, `mto` (Tanzania) for verification
- abroad: `tumaini` (Kenya); the mirrored cluster in Nepal `himal` (leads), `jyoti`, `tara`; `kiran` (India), `angkor` (Cambodia), `arz` (Lebanon),
  `lilas` (France), `ipe` (Brazil)

Keys of people (`world.people`) are the part of the address before the @: see ACCOUNTS. Every verified school has a contact and a signatory:
`world.made["contact"][school key]` and `world.made["head"][school key]` give the keys of those people.
"""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.commands.demo.world import World
from portal.core import clock, search
from portal.core.database import session
from portal.core.text import fold
from portal.identity.accounts import passwords
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools import services
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    Verification,
    VerificationLevel,
)
from portal.policy import Role

DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
    """A person of the demonstration. `told` is what `demo accounts` says of them; accounts without it are colleagues in the background."""

    key: str
    name: str
    school: str | None = None
    function: Function | None = None
    role: Role | None = None
    told: str = ""
    job: str = ""


@dataclass(frozen=True)
class Place:
    """A school of the demonstration. `number` is its invented number in the register, for schools at home."""

    key: str
    name: str
    town: str
    authority: str = ""
    postcode: str = ""
    number: str = ""
    phase: str = "primary"
    country: str = "GB"
    nation: str | None = "GB-ENG"
    zone: str = "Europe/London"
    language: str = "en"
    type_name: str = "Community school"
    status: SchoolStatus = SchoolStatus.VERIFIED


AUTHORITIES = {"990": "Marlbury", "991": "Otherham", "W90": "Aberwen", "992": "Saltmere"}

SCHOOLS = (
    Place("hill", "Marlbury Hill Primary School", "Marlbury", "990", "ZZ1 1AA", "900001"),
    Place("mill", "Mill Lane Primary School", "Marlbury", "990", "ZZ1 2AB", "900002"),
    Place("academy", "Marlbury High School", "Marlbury", "990", "ZZ1 3AD", "900003", phase="secondary"),
    Place(
        "orchard",
        "Orchard House School",
        "Nether Marlbury",
        "990",
        "ZZ1 4AE",
        "900004",
        phase="all-through",
        type_name="Community special school",
    ),
    Place(
        "beacon",
        "The Blessed Brannock and All Saints Church of England Voluntary Controlled Primary School and Nursery, Beacon Hill",
        "Marlbury",
        "990",
        "ZZ2 1AF",
        "900005",
        type_name="Voluntary controlled school",
    ),
    Place("quay", "Quayside Junior School", "Otherham", "991", "ZZ9 1AA", "900006"),
    Place("fen", "Fenwick End Infant School", "Otherham", "991", "ZZ9 2AB", "900007"),
    Place(
        "ysgol",
        "Ysgol Gyfun Gymraeg Dyffryn Ŵyr",
        "Aberwen",
        "W90",
        "ZZ6 1AA",
        "900008",
        phase="secondary",
        nation="GB-WLS",
        language="cy",
    ),
    Place("castle", "Castle Street Primary School", "Cwm Aberwen", "W90", "ZZ6 2AB", "900009", nation="GB-WLS"),
    Place("ridge", "Ridgeway Primary Academy", "Saltmere", "992", "ZZ8 1AA", "900010", type_name="Academy converter"),
    Place("lapwing", "Lapwing Lane Infant School", "Saltmere", "992", "ZZ8 2AB", "900013"),
    Place("mill2", "MILL LANE Primary School", "Marlbury", "990", "ZZ1 2AB", status=SchoolStatus.PROPOSED),
    Place(
        "quiet",
        "Quiet Lane Primary School",
        "Marlbury",
        "990",
        "ZZ1 5AG",
        "900011",
        status=SchoolStatus.CONFIRMED_BY_HEAD,
    ),
    Place("brook", "Brookfield Community School", "Otherham", "991", "ZZ9 3AD", "900012", status=SchoolStatus.PROPOSED),
    Place(
        "mto",
        "Shule ya Msingi Mto Wetu",
        "Mwanza",
        country="TZ",
        nation=None,
        zone="Africa/Dar_es_Salaam",
        status=SchoolStatus.CONFIRMED_BY_HEAD,
    ),
    Place("tumaini", "Tumaini Primary School", "Kisumu", country="KE", nation=None, zone="Africa/Nairobi"),
    Place(
        "himal",
        "श्री हिमाल माध्यमिक विद्यालय (Shree Himal Secondary School)",
        "Pokhara",
        country="NP",
        nation=None,
        zone="Asia/Kathmandu",
        phase="secondary",
    ),
    Place("jyoti", "Shree Jyoti Basic School", "Lekhnath", country="NP", nation=None, zone="Asia/Kathmandu"),
    Place("tara", "Shree Tara Basic School", "Baglung", country="NP", nation=None, zone="Asia/Kathmandu"),
    Place("kiran", "Kiran Vidyalaya", "Pune", country="IN", nation=None, zone="Asia/Kolkata", phase="all-through"),
    Place(
        "angkor",
        "សាលាបឋមសិក្សា ផ្កាឈូក (Pka Chhouk Primary School)",
        "Siem Reap",
        country="KH",
        nation=None,
        zone="Asia/Phnom_Penh",
    ),
    Place(
        "arz",
        "مدرسة الأرزة الابتدائية",
        "Tripoli",
        country="LB",
        nation=None,
        zone="Asia/Beirut",
        language="ar",
    ),
    Place(
        "lilas",
        "École élémentaire des Trois-Lilas",
        "Villeneuve-sur-Orge",
        country="FR",
        nation=None,
        zone="Europe/Paris",
        language="fr",
    ),
    Place("ipe", "Escola Municipal Ipê Amarelo", "Belém", country="BR", nation=None, zone="America/Belem"),
)

_CONTACT, _HEAD = Function.CONTACT, Function.SIGNATORY
ACCOUNTS = (
    Account("teacher", "Tamsin Bright", "hill", told="teacher at Marlbury Hill Primary School", job="Year 5 teacher"),
    Account("contact", "Callum Reyes", "mill", _CONTACT, told="school contact at Mill Lane Primary School"),
    Account("lead", "Leonie Marchetti", "hill", _CONTACT, told="cluster coordinator (contact teacher), lead school"),
    Account("head", "Harriet Olabode", "hill", _HEAD, told="head of the lead school"),
    Account("head2", "Hywel d'Arcy-Price", "mill", _HEAD, told="head of Mill Lane Primary School"),
    Account("head3", "Hana Siddiqui", "academy", _HEAD, told="head of Marlbury High School"),
    Account("head4", "Hamish O'Dell", "orchard", _HEAD, told="head of Orchard House School"),
    Account("head5", "Hester Vane", "beacon", _HEAD, told="head of the Beacon Hill school"),
    Account("head6", "Hugo Lindqvist", "quay", _HEAD, told="head of Quayside Junior School"),
    Account("head7", "Hilary Ashdown", "fen", _HEAD, told="head of Fenwick End Infant School"),
    Account("head8", "Heledd Ŵyn Parri", "ysgol", _HEAD, told="head of Ysgol Gyfun Gymraeg Dyffryn Ŵyr"),
    Account("head9", "Huw Bevan-Rees", "castle", _HEAD, told="head of Castle Street Primary School"),
    Account("head10", "Hope Adeyemi", "ridge", _HEAD, told="head of Ridgeway Primary Academy"),
    Account("lead2", "Lorcan Fitzwarren", "beacon", _CONTACT, told="coordinator of the award trio"),
    Account("lead3", "Llinos Prydderch", "ysgol", _CONTACT, told="coordinator of the contrast pair"),
    Account("contact3", "Chidi Barrow", "academy", _CONTACT),
    Account("contact4", "Cass Whitlock", "orchard", _CONTACT),
    Account("contact5", "Cordelia Shah", "quay", _CONTACT),
    Account("contact6", "Cyril Mbeki-Jones", "fen", _CONTACT),
    Account("contact7", "Ceri Maddocks", "castle", _CONTACT),
    Account("contact8", "Corin Blythe", "ridge", _CONTACT, told="school contact of a school without a cluster"),
    Account("teacher2", "Theo Nakamura", "mill", job="Year 4 teacher"),
    Account("teacher3", "Tilda Farrow", "orchard", job="Teacher"),
    Account("waiting", "Wanda Kerr", "quiet", _CONTACT, told="contact of a school that waits for verification"),
    Account("waiting2", "Wilf Amory", "brook", _CONTACT, told="contact of a school that waits for its head"),
    Account("contact9", "Cormac Vane-Tooley", "lapwing", _CONTACT, told="contact of a school that is on hold"),
    Account("head11", "Hedda Lindgren", "lapwing", _HEAD),
    Account("waiting4", "Wybren Faulks", "mill2", _CONTACT, told="registered Mill Lane Primary School a second time"),
    Account("waiting3", "Neema Kileo", "mto", _CONTACT, told="contact of a waiting school that a partner vouched for"),
    Account("abroad", "Amani Wekesa", "tumaini", _CONTACT, told="teacher abroad (Kenya)"),
    Account("abroadhead", "Adhiambo Nyaga", "tumaini", _HEAD, told="head of the school in Kenya"),
    Account("abroadlead", "सरिता गुरुङ (Sarita Gurung)", "himal", _CONTACT, told="lead of the mirrored cluster (Nepal)"),
    Account("abroadhead2", "Bishnu Adhikari", "himal", _HEAD, told="head of the lead school in Nepal"),
    Account("jyoti", "Pema Tamang", "jyoti", _CONTACT),
    Account("jyotihead", "Kamala Rai", "jyoti", _HEAD),
    Account("tara", "Dipesh Thapa", "tara", _CONTACT),
    Account("tarahead", "Maya Shrestha", "tara", _HEAD),
    Account("kiran", "Kavita Deshpande", "kiran", _CONTACT, told="teacher in India"),
    Account("kiranhead", "Anil Kulkarni", "kiran", _HEAD),
    Account("angkor", "សុខា ច័ន្ទ (Sokha Chan)", "angkor", _CONTACT, told="teacher in Cambodia"),
    Account("angkorhead", "Dara Keo", "angkor", _HEAD),
    Account("arz", "ليلى حدّاد", "arz", _CONTACT, told="teacher in Lebanon"),
    Account("arzhead", "سمير خوري", "arz", _HEAD),
    Account("lilas", "Océane Lefèvre-Martin", "lilas", _CONTACT, told="teacher in France"),
    Account("lilashead", "Rémi Castaing", "lilas", _HEAD),
    Account("ipe", "Iracema Gonçalves", "ipe", _CONTACT, told="teacher in Brazil"),
    Account("ipehead", "João Araújo", "ipe", _HEAD),
    Account("reviewer", "Rhoda Penhaligon", role=Role.REVIEWER, told="reviewer"),
    Account("reviewer2", "Rafiq Tolland", role=Role.REVIEWER, told="reviewer"),
    Account("reviewer3", "Roisin Kaye", role=Role.REVIEWER, told="reviewer"),
    Account("moderator", "Morwenna Stead", role=Role.MODERATOR, told="moderator (panel chair)"),
    Account("officer", "Osian Trelawney", role=Role.PROGRAMME_OFFICER, told="programme officer"),
    Account("manager", "Mirembe Cole", role=Role.PROGRAMME_MANAGER, told="programme manager"),
    Account("manager2", "Magnus Yeo", role=Role.PROGRAMME_MANAGER, told="programme manager (the second person)"),
    Account("authority", "Aurelia Finch", role=Role.AUTHORITY_OFFICER, told="local authority officer (Marlbury)"),
    Account("safeguarding", "Sunniva Pike", role=Role.SAFEGUARDING_LEAD, told="safeguarding lead"),
    Account("admin", "Ambrose Keel", role=Role.SYSTEM_ADMINISTRATOR, told="system administrator"),
    Account("auditor", "Ottilie Crane", role=Role.AUDITOR, told="auditor, who reads and changes nothing"),
    Account("newcomer", "Nadia Quill", told="a teacher without a school yet"),
)

_FREE_NAMES = ("Ashgrove", "Bellwether", "Copper Beech", "Dovecote", "Elderfield", "Foxglove", "Greystone", "Hawthorn")
_FREE_KINDS = (
    ("Primary School", "primary", "Community school", "open"),
    ("Church of England Primary School", "primary", "Voluntary aided school", "open"),
    ("Academy", "secondary", "Academy sponsor led", "open"),
    ("Nursery School", "nursery", "Local authority nursery school", "open"),
    ("Infant School", "primary", "Community school", "closed"),
    ("Free School", "primary", "Free schools", "proposed"),
)
_FREE_TOWNS = (("Saltmere", "992"), ("Otherham", "991"), ("Upper Marlbury", "990"), ("Aberwen", "W90"))


def load(world: World) -> None:
    """Lay the register, the schools and the people; what is there already is only read."""
    known = session().scalar(sa.select(Person.password_hash).where(Person.email == f"lead@{DOMAIN}"))
    session().commit()
    if known is not None and passwords.verify(world.password, known):
        password_hash = known
    else:
        password_hash = passwords.hash_password(world.password)
    world.do(_load, world=world, password_hash=password_hash)
    session().expunge_all()  # the other wings ask for ids and names alone: what is held here is not read again after every act


def _load(*, by: Any, world: World, password_hash: str) -> None:
    _lay_register()
    for place in SCHOOLS:
        world.schools[place.key] = _school(place)
    for account in ACCOUNTS:
        world.people[account.key] = _person(account, world, password_hash)
    for place in SCHOOLS:
        _settle_school(place, world)
    world.made["contact"] = {a.school: a.key for a in ACCOUNTS if a.function == _CONTACT}
    world.made["head"] = {a.school: a.key for a in ACCOUNTS if a.function == _HEAD}


def _lay_register() -> None:
    if session().scalar(sa.select(RegisterEntry.id).where(_is_entry("900001"))) is not None:
        return
    for place in SCHOOLS:
        if place.number:
            _entry(place.number, place.name, "open", place.phase, place.type_name, place.town, place.authority)
    for row, (town, authority) in enumerate(_FREE_TOWNS):
        for position in range(12):
            name = _FREE_NAMES[position % len(_FREE_NAMES)]
            kind, phase, type_name, status = _FREE_KINDS[(position * 5 + row) % len(_FREE_KINDS)]
            _entry(str(900101 + 12 * row + position), f"{name} {kind}", status, phase, type_name, town, authority)


def _entry(number: str, name: str, status: str, phase: str, type_name: str, town: str, authority: str) -> None:
    known = {p.number: p.postcode for p in SCHOOLS if p.number}
    postcode = known.get(number) or f"ZZ{4 + int(number) % 4} {int(number) % 9 + 1}{'ABDEFGHJLN'[int(number) % 10]}Z"
    entry = RegisterEntry(
        register="gias",
        number=number,
        name=name,
        folded_name=fold(name),
        status=status,
        phase=phase,
        type_name=type_name,
        authority_code=authority,
        authority_name=AUTHORITIES[authority],
        street=f"{int(number) % 90 + 1} School Road",
        town=town,
        postcode=postcode,
        country="GB",
        country_name="Wales" if authority == "W90" else "England",
        website=f"https://{number}.school.example",
        pupils=60 + int(number) % 500,
        closed_on=clock.today().replace(month=8, day=31, year=clock.today().year - 1) if status == "closed" else None,
        digest=hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
    )
    session().add(entry)
    session().flush()
    words = f"{name} {town} {postcode} {postcode.replace(' ', '')} {number}"
    search.put("register_entry", entry.id, scope="registers", text=words)


def _is_entry(number: str) -> Any:
    return sa.and_(RegisterEntry.register == "gias", RegisterEntry.number == number)


def _school(place: Place) -> School:
    found = session().scalar(sa.select(School).where(School.head_email == _head_address(place)))
    if found is not None:
        return found
    entry_id: uuid.UUID | None = None
    if place.number:
        entry_id = session().scalar(sa.select(RegisterEntry.id).where(_is_entry(place.number)))
    at = clock.now()
    confirmed = place.status != SchoolStatus.PROPOSED
    verified = place.status == SchoolStatus.VERIFIED
    level = VerificationLevel.REGISTER_MATCH if place.number else VerificationLevel.DOCUMENT_SEEN
    made = School(
        name=place.name,
        register="gias" if place.number else None,
        number=place.number or None,
        register_entry_id=entry_id,
        status=place.status,
        verification_level=level if verified else VerificationLevel.NONE,
        country=place.country,
        nation=place.nation,
        town=place.town,
        postcode=place.postcode,
        authority_code=place.authority,
        authority_name=AUTHORITIES.get(place.authority, ""),
        phase=place.phase,
        type_name=place.type_name if place.number else "",
        zone=place.zone,
        language=place.language,
        head_email=_head_address(place),
        evidence_named="" if place.number else "Letter of the district education office, seen on paper.",
        head_confirmed_at=at if confirmed else None,
        verified_at=at if verified else None,
    )
    session().add(made)
    session().flush()
    return made


def _head_address(place: Place) -> str:
    return next(
        (f"{a.key}@{DOMAIN}" for a in ACCOUNTS if a.school == place.key and a.function == _HEAD),
        f"head.{place.key}@{DOMAIN}",
    )


def _person(account: Account, world: World, password_hash: str) -> Person:
    address = f"{account.key}@{DOMAIN}"
    found = session().scalar(sa.select(Person).where(Person.email == address))
    if found is not None:
        if found.password_hash != password_hash:
            found.password_hash = password_hash
        return found
    school = world.schools.get(account.school or "")
    made = Person(
        name=account.name,
        email=address,
        password_hash=password_hash,
        status=PersonStatus.ACTIVE,
        zone=school.zone if school else "Europe/London",
        confirmed_at=clock.now(),
        is_demonstration=True,
    )
    session().add(made)
    session().flush()
    if account.role is not None:
        code = "990" if account.role == Role.AUTHORITY_OFFICER else None
        session().add(RoleGrant(person_id=made.id, role=account.role, authority_code=code))
    if school is not None:
        job = account.job or ("Head" if account.function == _HEAD else "International contact")
        session().add(SchoolMember(school_id=school.id, person_id=made.id, status=MemberStatus.MEMBER, job=job))
        if account.function is not None:
            session().add(SchoolFunction(school_id=school.id, person_id=made.id, function=account.function))
    session().flush()
    return made


def _settle_school(place: Place, world: World) -> None:
    """What follows from where the school stands: who proposed it, the decision about it, what is owed, and that it can be found."""
    school = world.schools[place.key]
    if school.proposed_by_id is not None:
        return
    contact = next(a for a in ACCOUNTS if a.school == place.key and a.function == _CONTACT)
    head = next((a for a in ACCOUNTS if a.school == place.key and a.function == _HEAD), None)
    school.proposed_by_id = world.people[contact.key].id
    school.head_name = head.name if head else "Jocasta Wren"
    match place.status:
        case SchoolStatus.VERIFIED:
            session().add(
                Verification(
                    school_id=school.id,
                    decided_by_id=world.people["admin"].id,
                    outcome="verified",
                    level=school.verification_level,
                    register_evidence="Name, number and address agree with the register.",
                    person_evidence="Telephoned the school office; the head confirmed who acts for the school.",
                )
            )
            services.make_findable(school)
        case SchoolStatus.CONFIRMED_BY_HEAD:
            services.ask_for_verification(school)
        case _:
            services.ask_for_confirmation(school)
    session().flush()
