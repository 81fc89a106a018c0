"""Meetings of committees, what they decide, and how often they meet.

Revision: 0136
Follows: 0135
"""

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0135"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("called_by_id", sa.Uuid(), nullable=True),
        sa.Column("matters", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_by_id", sa.Uuid(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_in_id", sa.Uuid(), nullable=True),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_in_id"], ["meeting.id"], name=op.f("fk_meeting_agreed_in_id")),
        sa.ForeignKeyConstraint(["called_by_id"], ["person.id"], name=op.f("fk_meeting_called_by_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_meeting_cluster_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["committee.id"], name=op.f("fk_meeting_committee_id")),
        sa.ForeignKeyConstraint(["minutes_by_id"], ["person.id"], name=op.f("fk_meeting_minutes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("committee_id", "number", name="uq_meeting_number"),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_on_day"), ["on_day"], unique=False)

    op.create_table(
        "agenda_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_point_meeting_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_agenda_point_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_point")),
    )
    with op.batch_alter_table("agenda_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_point_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meeting_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(length=300), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_meeting_action_cluster_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_action_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_action_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_meeting_action_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_action")),
    )
    with op.batch_alter_table("meeting_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_action_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_action_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_action_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_action_school_id"), ["school_id"], unique=False)

    op.create_table(
        "meeting_attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("spoken_by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["committee_seat.id"], name=op.f("fk_meeting_attendance_seat_id")),
        sa.ForeignKeyConstraint(
            ["spoken_by_id"], ["committee_seat.id"], name=op.f("fk_meeting_attendance_spoken_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_attendance")),
        sa.UniqueConstraint("meeting_id", "seat_id", name="uq_meeting_attendance_seat"),
    )
    with op.batch_alter_table("meeting_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_attendance_seat_id"), ["seat_id"], unique=False)

    op.create_table(
        "meeting_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("schools", sa.Integer(), nullable=True),
        sa.Column("said_for", sa.Integer(), nullable=True),
        sa.Column("said_against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_meeting_decision_cluster_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_decision_meeting_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_meeting_decision_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decision")),
    )
    with op.batch_alter_table("meeting_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_decision_closes_on"), ["closes_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_decision_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_decision_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "meeting_vote",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("was_noted", sa.Boolean(), nullable=False),
        sa.Column("cast_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["cast_by_id"], ["person.id"], name=op.f("fk_meeting_vote_cast_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["meeting_decision.id"], name=op.f("fk_meeting_vote_decision_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_meeting_vote_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_vote")),
        sa.UniqueConstraint("decision_id", "school_id", name="uq_meeting_vote_school"),
    )
    with op.batch_alter_table("meeting_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_vote_school_id"), ["school_id"], unique=False)

    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_weeks", sa.Integer(), nullable=False, server_default="4"))
        batch_op.add_column(sa.Column("first_months", sa.Integer(), nullable=False, server_default="6"))
        batch_op.add_column(sa.Column("then_weeks", sa.Integer(), nullable=False, server_default="13"))
        batch_op.add_column(sa.Column("quorum_percent", sa.Integer(), nullable=False, server_default="50"))
        batch_op.add_column(sa.Column("check_in_counts", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("met_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("alarmed_on", sa.Date(), nullable=True))

    with op.batch_alter_table("sent_review", schema=None) as batch_op:
        batch_op.alter_column("total", existing_type=sa.FLOAT(), type_=sa.Double(), existing_nullable=True)

    with op.batch_alter_table("committee", schema=None) as batch_op:
        for name in ("first_weeks", "first_months", "then_weeks", "quorum_percent", "check_in_counts"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sent_review", schema=None) as batch_op:
        batch_op.alter_column("total", existing_type=sa.Double(), type_=sa.FLOAT(), existing_nullable=True)

    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.drop_column("alarmed_on")
        batch_op.drop_column("met_on")
        batch_op.drop_column("check_in_counts")
        batch_op.drop_column("quorum_percent")
        batch_op.drop_column("then_weeks")
        batch_op.drop_column("first_months")
        batch_op.drop_column("first_weeks")

    with op.batch_alter_table("meeting_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_vote_school_id"))

    op.drop_table("meeting_vote")
    with op.batch_alter_table("meeting_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_decision_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_decision_cluster_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_decision_closes_on"))

    op.drop_table("meeting_decision")
    with op.batch_alter_table("meeting_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_attendance_seat_id"))

    op.drop_table("meeting_attendance")
    with op.batch_alter_table("meeting_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_action_school_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_action_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_action_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_action_cluster_id"))

    op.drop_table("meeting_action")
    with op.batch_alter_table("agenda_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_point_meeting_id"))

    op.drop_table("agenda_point")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_on_day"))
        batch_op.drop_index(batch_op.f("ix_meeting_cluster_id"))

    op.drop_table("meeting")
