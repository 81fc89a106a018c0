"""The register of Scotland: "School contact details", a workbook with a sheet for each time it was published ("Open at ..."), some lines of words
before a header of two rows, and notes after the first blank row. E-mail and telephone are never read.
"""

import re
from collections.abc import Sequence
from datetime import date

from portal.core.i18n import _, _l
from portal.identity.registers.cells import joined, number, postcode, recorded
from portal.identity.registers.dates import date_in
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape
from portal.identity.registers.reading.spelling import alike, tidy

NEEDED = ("SeedCode", "School Name", "LA Name")
USED = (
    "Centre Type", "Address 1", "Address 2", "Address 3", "Post Code", "type: Primary", "type: Secondary", "type: Special", "roll: Primary",
    "roll: Secondary", "roll: Special", "roll: Total",
)  # fmt: skip
# other spellings of the same columns
ALIASES = {
    "seed code": "SeedCode",
    "la": "LA Name",
    "local authority": "LA Name",
    "address line 1": "Address 1",
    "address line 2": "Address 2",
    "address line 3": "Address 3",
    "postcode": "Post Code",
}
GROUPS = (("school type", "type"), ("pupil roll", "roll"))
NOTHING = frozenset({"", ".", "n/a", "0", "no", "n", "false", "-"})
# the register's own names of councils, folded, to the code of the council where the name differs from the statistical one
COUNCILS = {
    "aberdeen city": "S12000033", "aberdeenshire": "S12000034", "angus": "S12000041", "argyll and bute": "S12000035", "clackmannanshire": "S12000005",
    "dumfries and galloway": "S12000006", "dundee city": "S12000042", "east ayrshire": "S12000008", "east dunbartonshire": "S12000045",
    "east lothian": "S12000010", "east renfrewshire": "S12000011", "edinburgh city": "S12000036", "city of edinburgh": "S12000036",
    "falkirk": "S12000014", "fife": "S12000047", "glasgow city": "S12000049", "highland": "S12000017", "inverclyde": "S12000018",
    "midlothian": "S12000019", "moray": "S12000020", "na h-eileanan siar": "S12000013", "na h-eileanan an iar": "S12000013",
    "north ayrshire": "S12000021", "north lanarkshire": "S12000050", "orkney islands": "S12000023", "perth and kinross": "S12000048",
    "renfrewshire": "S12000038", "scottish borders": "S12000026", "shetland islands": "S12000027", "south ayrshire": "S12000028",
    "south lanarkshire": "S12000029", "stirling": "S12000030", "west dunbartonshire": "S12000039", "west lothian": "S12000040",
}  # fmt: skip


def newest_sheet(names: Sequence[str]) -> list[str]:
    """The newest of the sheets that are named "Open at ..."."""
    found = [name for name in names if tidy(name).casefold().startswith("open at")]
    return [max(found, key=lambda name: date_in(name) or date.min)] if found else [n for n in names if not n]


def column_names(upper: list[str], lower: list[str]) -> list[str]:
    """The names of the columns from both rows of the header: a title above several columns is put before the names below it."""
    names, title = [], ""
    for position in range(max(len(upper), len(lower))):
        above = tidy(upper[position]) if position < len(upper) else ""
        below = tidy(lower[position]) if position < len(lower) else ""
        title = above or title
        prefix = next((word for start, word in GROUPS if title.casefold().startswith(start)), "")
        name = ALIASES.get(alike(below or above), below or above)
        names.append(f"{prefix}: {name}" if prefix and below and f"{prefix}: {name}" in USED else name)
    return names


def entry(row: Row, _extract_on: date | None) -> Values:
    """The columns of an entry."""
    get = row.get
    seed = get("SeedCode")
    if not re.fullmatch(r"[0-9]{7}", seed):
        raise RefusedRow(_("the number %(number)s is not a SEED code of seven digits", number=repr(seed[:20])))
    lines = [line for name in ("Address 1", "Address 2", "Address 3") if (line := recorded(get(name)))]
    primary, secondary, special = (
        get(f"type: {n}").casefold() not in NOTHING for n in ("Primary", "Secondary", "Special")
    )
    council = recorded(get("LA Name"))
    return {
        "number": seed,
        "name": recorded(get("School Name")),
        "status": "open",
        "phase": "all_through"
        if primary and secondary
        else ("primary" if primary else ("secondary" if secondary else "")),
        "type_name": joined(recorded(get("Centre Type")), "Special" if special else ""),
        "authority_code": COUNCILS.get(council.casefold().replace("&", "and"), ""),
        "authority_name": council,
        "street": joined(*lines[:-1]),
        "town": lines[-1] if lines else "",
        "postcode": postcode(recorded(get("Post Code"))),
        "country": "GB",
        "country_name": "Scotland",
        "pupils": _pupils(row),
    }


def _pupils(row: Row) -> int | None:
    total = number(row.get("roll: Total"))
    parts = [found for n in ("Primary", "Secondary", "Special") if (found := number(row.get(f"roll: {n}")))]
    return total or sum(parts) or None


KIND = Kind(
    name="scotland",
    title=_l("Scotland: school contact details, the workbook"),
    shape=Shape(
        (Layout("contact-details", NEEDED, USED),),
        preamble=12,
        two_rows=True,
        names=column_names,
        sheets=newest_sheet,
        ends_at_blank=True,
        told_on=date_in,
    ),
    entry=entry,
    register="scotland",
)
