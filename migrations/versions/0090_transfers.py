"""What is shared with schools abroad: one row for each country, and who of a school has read it.

Revision: 0090
Follows: 0089
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None

COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM
    CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY
    HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF
    MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE
    RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ
    VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
# the United Kingdom, the European Economic Area, and where both hold that the law protects people as well as their own (November 2026)
COVERED = """
    AD AR AT BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IL IM IS IT JE KR LI LT LU LV MT NL NO NZ PL PT RO SE SI SK UY
"""
BUSINESSES = "The decision on this country is for businesses, not for schools of the state."
WORDS = {
    "CA": BUSINESSES,
    "JP": BUSINESSES,
    "US": "The decision on this country is for organisations on a list, and schools are not on it.",
}


def upgrade() -> None:
    rule = op.create_table(
        "transfer_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("is_covered", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_rule")),
        sa.UniqueConstraint("country", name="uq_transfer_rule_country"),
    )
    op.create_table(
        "transfer_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_transfer_note_school_id_school")),
        sa.ForeignKeyConstraint(["rule_id"], ["transfer_rule.id"], name=op.f("fk_transfer_note_rule_id_transfer_rule")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_transfer_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_note")),
        sa.UniqueConstraint("school_id", "rule_id", "rule_version", name="uq_transfer_note_school_rule"),
    )
    op.create_index(op.f("ix_transfer_note_person_id"), "transfer_note", ["person_id"])
    at, covered = datetime(2026, 11, 25, tzinfo=UTC), frozenset(COVERED.split())
    rows = [
        {
            "id": uuid.uuid5(uuid.NAMESPACE_URL, f"transfer:{country}"),
            "created_at": at,
            "updated_at": at,
            "country": country,
            "is_covered": country in covered,
            "words": WORDS.get(country, ""),
            "version": 1,
        }
        for country in COUNTRIES.split()
    ]
    op.bulk_insert(rule, rows)


def downgrade() -> None:
    op.drop_table("transfer_note")
    op.drop_table("transfer_rule")
