"""Parts of schools in a cluster, supporters, feeder links, mentoring; the sets that a portal starts with.

Revision: 0103
Follows: 0102
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0102"
branch_labels = None
depends_on = None

# set, for supporters?, and its parts: name, what it means, linked through another school?
SETS = (
    (
        "Lead, partner and network",
        False,
        (
            ("Lead", "Fronts the cluster and does most of the administration.", False),
            ("Partner", "Knows the work and does a full share of it.", False),
            ("Network", "New to this; learns from the lead and the partner schools.", False),
        ),
    ),
    (
        "Core, satellite and annex",
        False,
        (
            ("Core", "The centre, often the largest school, with the resource room.", False),
            ("Satellite", "An ordinary school of the cluster, linked to the core.", True),
            ("Annex", "Further out, often without all year groups, linked to a satellite.", True),
        ),
    ),
    (
        "Mentor and mentee",
        False,
        (
            ("Mentor", "Has experience, and takes others along.", False),
            ("Mentee", "Is taken along by the mentor.", True),
        ),
    ),
    (
        "Supporters",
        True,
        (
            ("Supporter", "Vouches for the cluster and helps where it can.", False),
            ("Adviser", "An outside colleague who advises the coordinator.", False),
            ("Neutral convenor", "Calls and runs the meetings, without a vote.", False),
            ("Facilitator", "Keeps the record and brings people together, without a vote.", False),
        ),
    ),
)


def upgrade() -> None:
    op.create_table(
        "part_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("for_supporters", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_set")),
        sa.UniqueConstraint("name", name="uq_part_set_name"),
    )
    op.create_table(
        "part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("through", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_id"], ["part_set.id"], name=op.f("fk_part_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("set_id", "name", name="uq_part_name"),
    )
    op.create_table(
        "school_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("through_id", sa.Uuid(), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "through_id IS NULL OR through_id <> membership_id", name=op.f("ck_school_part_not_through_itself")
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_school_part_cluster_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["person.id"], name=op.f("fk_school_part_given_by_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["cluster_membership.id"], name=op.f("fk_school_part_membership_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_school_part_part_id")),
        sa.ForeignKeyConstraint(["through_id"], ["cluster_membership.id"], name=op.f("fk_school_part_through_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_part")),
        sa.UniqueConstraint("membership_id", name="uq_school_part_membership"),
    )
    op.create_index(op.f("ix_school_part_cluster_id"), "school_part", ["cluster_id"], unique=False)
    op.create_index(op.f("ix_school_part_part_id"), "school_part", ["part_id"], unique=False)
    op.create_table(
        "cluster_supporter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_supporter_cluster_id")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_cluster_supporter_named_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cluster_supporter_organisation_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_cluster_supporter_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_supporter")),
    )
    op.create_index(op.f("ix_cluster_supporter_cluster_id"), "cluster_supporter", ["cluster_id"], unique=False)
    op.create_index(
        op.f("ix_cluster_supporter_organisation_id"), "cluster_supporter", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_cluster_supporter_part_id"), "cluster_supporter", ["part_id"], unique=False)
    op.create_index(
        "uq_cluster_supporter_live",
        "cluster_supporter",
        ["cluster_id", "name"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "feeder_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("from_school_id", sa.Uuid(), nullable=False),
        sa.Column("to_school_id", sa.Uuid(), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_school_id <> to_school_id", name=op.f("ck_feeder_link_two_schools")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_feeder_link_cluster_id")),
        sa.ForeignKeyConstraint(["from_school_id"], ["school.id"], name=op.f("fk_feeder_link_from_school_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_feeder_link_noted_by_id")),
        sa.ForeignKeyConstraint(["to_school_id"], ["school.id"], name=op.f("fk_feeder_link_to_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeder_link")),
    )
    op.create_index(op.f("ix_feeder_link_cluster_id"), "feeder_link", ["cluster_id"], unique=False)
    op.create_index(op.f("ix_feeder_link_from_school_id"), "feeder_link", ["from_school_id"], unique=False)
    op.create_index(op.f("ix_feeder_link_to_school_id"), "feeder_link", ["to_school_id"], unique=False)
    op.create_index(
        "uq_feeder_link_live",
        "feeder_link",
        ["cluster_id", "from_school_id", "to_school_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "mentoring",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_school_id", sa.Uuid(), nullable=False),
        sa.Column("goals", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("begun_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_mentoring_begun_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_mentoring_cluster_id")),
        sa.ForeignKeyConstraint(["mentor_school_id"], ["school.id"], name=op.f("fk_mentoring_mentor_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring")),
    )
    op.create_index(op.f("ix_mentoring_cluster_id"), "mentoring", ["cluster_id"], unique=False)
    op.create_index(op.f("ix_mentoring_mentor_school_id"), "mentoring", ["mentor_school_id"], unique=False)
    op.create_table(
        "mentee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mentoring_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_mentee_answered_by_id")),
        sa.ForeignKeyConstraint(["mentoring_id"], ["mentoring.id"], name=op.f("fk_mentee_mentoring_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_mentee_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentee")),
        sa.UniqueConstraint("mentoring_id", "school_id", name="uq_mentee_school"),
    )
    op.create_index(op.f("ix_mentee_school_id"), "mentee", ["school_id"], unique=False)
    op.create_table(
        "mentoring_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mentoring_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["mentoring_id"], ["mentoring.id"], name=op.f("fk_mentoring_session_mentoring_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_mentoring_session_school_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_mentoring_session_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_session")),
    )
    op.create_index(op.f("ix_mentoring_session_mentoring_id"), "mentoring_session", ["mentoring_id"], unique=False)
    op.create_index(op.f("ix_mentoring_session_school_id"), "mentoring_session", ["school_id"], unique=False)
    _fill()


def _fill() -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC)

    def row(what: str, **values: object) -> dict[str, object]:
        made = {"id": uuid.uuid5(uuid.NAMESPACE_URL, what), "created_at": at, "updated_at": at, "version": 1}
        return {**made, "retired_at": None, **values}

    def columns() -> list[sa.ColumnClause[object]]:
        moments = ("created_at", "updated_at", "retired_at")
        return [
            sa.column("id", sa.Uuid()),
            *(sa.column(name, sa.DateTime(timezone=True)) for name in moments),
            *(sa.column(name, sa.Integer()) for name in ("version", "position")),
            sa.column("name", sa.String()),
        ]

    sets = sa.table("part_set", *columns(), sa.column("for_supporters", sa.Boolean()))
    more = (sa.column("set_id", sa.Uuid()), sa.column("guidance", sa.Text()), sa.column("through", sa.Boolean()))
    parts = sa.table("part", *columns(), *more)
    for place, (name, for_supporters, of_it) in enumerate(SETS, start=1):
        made = row(f"part-set:{name}", name=name, position=place, for_supporters=for_supporters)
        op.bulk_insert(sets, [made])
        rows = [
            row(
                f"part:{name}:{part}", set_id=made["id"], name=part, guidance=guidance, through=through, position=number
            )
            for number, (part, guidance, through) in enumerate(of_it, start=1)
        ]
        op.bulk_insert(parts, rows)


def downgrade() -> None:
    op.drop_table("mentoring_session")
    op.drop_table("mentee")
    op.drop_table("mentoring")
    op.drop_table("feeder_link")
    op.drop_table("cluster_supporter")
    op.drop_table("school_part")
    op.drop_table("part")
    op.drop_table("part_set")
