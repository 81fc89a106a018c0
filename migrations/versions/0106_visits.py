"""Visits, their safety lists, the questions taken along, and swapped turns. The programme's list begins with eight points.

Revision: 0106
Follows: 0105
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None

ITEMS = (
    (
        "guest",
        "A risk assessment is written",
        "For the journey, the places and the days there. Whoever approves visits at your school has seen it.",
        True,
        False,
    ),
    (
        "guest",
        "Your authority knows of the visit",
        "The local authority, the trust, the governors or the ministry: whoever has to be told where you are.",
        True,
        False,
    ),
    (
        "guest",
        "Everyone who travels is insured",
        "For illness, accidents and the way home. Ask whether the school’s insurance covers this country.",
        False,
        False,
    ),
    (
        "guest",
        "Passports and visas are valid",
        "Until after the last day. Some countries ask for six months more, and a visa can take weeks.",
        True,
        False,
    ),
    (
        "guest",
        "Somebody at home can be reached day and night",
        "With the names, the addresses there, and whom to call at both schools.",
        False,
        False,
    ),
    (
        "host",
        "Visiting adults are never alone with pupils",
        "A teacher of the host school is always there. A police certificate from abroad does not replace a check in the United Kingdom.",
        False,
        False,
    ),
    (
        "host",
        "The adults of every host family are checked",
        "In the United Kingdom an adult who takes a pupil into the home is in regulated activity: it needs an enhanced check with the barred list."
        " Abroad: the check that the law there knows.",
        False,
        True,
    ),
    (
        "host",
        "Everyone of 16 and over in a host family is thought of",
        "Decide for each member of the household who is 16 or over whether they need a check, too.",
        False,
        True,
    ),
)


def _moments() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _key(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))


def upgrade() -> None:
    op.create_table(
        "visit",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("host_school_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("lodging", sa.String(length=40), nullable=False),
        sa.Column("pupil_count", sa.Integer(), nullable=False),
        sa.Column("cost_cap", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("report_due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("planned_by_id", sa.Uuid(), nullable=True),
        sa.Column("guest_adult_id", sa.Uuid(), nullable=True),
        sa.Column("host_adult_id", sa.Uuid(), nullable=True),
        sa.Column("delegate_id", sa.Uuid(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_by_id", sa.Uuid(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("visit", "cluster_id", "cluster"),
        _key("visit", "school_id", "school"),
        _key("visit", "host_school_id", "school"),
        *(
            _key("visit", f"{who}_id", "person")
            for who in ("planned_by", "guest_adult", "host_adult", "delegate", "reported_by")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_visit_days")),
        sa.CheckConstraint("school_id <> host_school_id", name=op.f("ck_visit_two_schools")),
        sa.CheckConstraint("report_due_on >= ends_on", name=op.f("ck_visit_report_after")),
        sa.CheckConstraint("pupil_count >= 0", name=op.f("ck_visit_pupils_counted")),
        sa.CheckConstraint("cost_cap IS NULL OR cost_cap >= 0", name=op.f("ck_visit_cost")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_calendar", "visit", ["cluster_id", "starts_on", "id"])
    op.create_index(op.f("ix_visit_school_id"), "visit", ["school_id"])
    op.create_index(op.f("ix_visit_host_school_id"), "visit", ["host_school_id"])
    op.create_table(
        "visit_traveller",
        *_moments(),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _key("visit_traveller", "visit_id", "visit"),
        _key("visit_traveller", "person_id", "person"),
        _key("visit_traveller", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_traveller")),
        sa.UniqueConstraint("visit_id", "person_id", name="uq_visit_traveller_person"),
    )
    op.create_index(op.f("ix_visit_traveller_person_id"), "visit_traveller", ["person_id"])
    op.create_index(op.f("ix_visit_traveller_school_id"), "visit_traveller", ["school_id"])
    _safety()
    _questions()
    op.create_table(
        "turn_swap",
        *_moments(),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.String(length=40), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("other_school_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_key", sa.String(length=120), nullable=True),
        _key("turn_swap", "cluster_id", "cluster"),
        _key("turn_swap", "school_id", "school"),
        _key("turn_swap", "other_school_id", "school"),
        _key("turn_swap", "asked_by_id", "person"),
        _key("turn_swap", "answered_by_id", "person"),
        sa.CheckConstraint("school_id <> other_school_id", name=op.f("ck_turn_swap_two_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_swap")),
        sa.UniqueConstraint("open_key", name="uq_turn_swap_open"),
    )
    for name in ("cluster_id", "school_id", "other_school_id"):
        op.create_index(op.f(f"ix_turn_swap_{name}"), "turn_swap", [name])


def _safety() -> None:
    items = op.create_table(
        "safety_item",
        *_moments(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("end", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("may_be_left_out", sa.Boolean(), nullable=False),
        sa.Column("only_families", sa.Boolean(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_item")),
    )
    at = datetime(2026, 11, 26, tzinfo=UTC)
    rows = [
        {
            "id": uuid.UUID(int=(0x018F_0000_0000 << 80) | (0x7 << 76) | (0x2 << 62) | (0x5AFE << 32) | position),
            "created_at": at,
            "updated_at": at,
            "position": position,
            "end": end,
            "title": title,
            "hint": hint,
            "may_be_left_out": may_be_left_out,
            "only_families": only_families,
            "is_used": True,
            "version": 1,
        }
        for position, (end, title, hint, may_be_left_out, only_families) in enumerate(ITEMS, start=1)
    ]
    op.bulk_insert(items, rows)
    op.create_table(
        "visit_check",
        *_moments(),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("end", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("may_be_left_out", sa.Boolean(), nullable=False),
        sa.Column("only_families", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("visit_check", "visit_id", "visit"),
        _key("visit_check", "item_id", "safety_item"),
        _key("visit_check", "checked_by_id", "person"),
        sa.CheckConstraint("state <> 'not_needed' OR note <> ''", name=op.f("ck_visit_check_says_why")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_check")),
        sa.UniqueConstraint("visit_id", "item_id", name="uq_visit_check_item"),
    )


def _questions() -> None:
    op.create_table(
        "visit_represented",
        *_moments(),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("voice", sa.String(length=40), nullable=False),
        _key("visit_represented", "visit_id", "visit"),
        _key("visit_represented", "school_id", "school"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_represented")),
        sa.UniqueConstraint("visit_id", "school_id", name="uq_visit_represented_school"),
    )
    op.create_index(op.f("ix_visit_represented_school_id"), "visit_represented", ["school_id"])
    op.create_table(
        "visit_question",
        *_moments(),
        sa.Column("represented_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("for_host", sa.Boolean(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("visit_question", "represented_id", "visit_represented"),
        _key("visit_question", "asked_by_id", "person"),
        _key("visit_question", "answered_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_question")),
    )
    op.create_index(op.f("ix_visit_question_represented_id"), "visit_question", ["represented_id"])


def downgrade() -> None:
    for table in (
        "turn_swap",
        "visit_question",
        "visit_represented",
        "visit_check",
        "safety_item",
        "visit_traveller",
        "visit",
    ):
        op.drop_table(table)
