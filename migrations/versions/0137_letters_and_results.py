"""Letters, conditions, the budget and the reserve list of a round, sendings of results; awards with terms, dates and an end.

Revision: 0137
Follows: 0136
"""

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0136"
branch_labels = None
depends_on = None

_LIVE = sa.text("replaced_at IS NULL")
_ON_THE_LIST = sa.text("replaced_at IS NULL AND reserve_place IS NOT NULL")


def _common() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _when(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _key(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "award_rules",
        *_common(),
        _key("round_id", nullable=False),
        sa.Column("has_reserve", sa.Boolean(), nullable=False),
        sa.Column("has_appeals", sa.Boolean(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("interim_on", sa.Date(), nullable=True),
        sa.Column("final_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "interim_on IS NULL OR final_on IS NULL OR interim_on < final_on",
            name=op.f("ck_award_rules_final_comes_last"),
        ),
        _refers("award_rules", "round_id", "round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_rules")),
        sa.UniqueConstraint("round_id", name="uq_award_rules_round"),
    )
    op.create_table(
        "funding_line",
        *_common(),
        _key("round_id", nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_funding_line_not_below_nothing")),
        _refers("funding_line", "round_id", "round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_line")),
        sa.UniqueConstraint("round_id", "name", name="uq_funding_line_name"),
    )
    op.create_index(op.f("ix_funding_line_round_id"), "funding_line", ["round_id"], unique=False)
    op.create_table(
        "letter_template",
        *_common(),
        _key("programme_id", nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("edited_by_id"),
        _refers("letter_template", "programme_id", "programme"),
        _refers("letter_template", "edited_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("programme_id", "outcome", name="uq_letter_template_outcome"),
    )
    with op.batch_alter_table("decision") as batch:
        batch.add_column(_key("round_id"))
        batch.add_column(sa.Column("own_letter", sa.Text(), nullable=False, server_default=""))
        batch.add_column(_key("letter_read_by_id"))
        batch.add_column(sa.Column("sent_back", sa.Text(), nullable=False, server_default=""))
        batch.add_column(_key("funding_line_id"))
        batch.add_column(sa.Column("amount", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("reserve_place", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("skip_reason", sa.Text(), nullable=False, server_default=""))
        batch.drop_constraint(op.f("ck_decision_letter_was_read"), type_="check")
    _fill_decisions()
    with op.batch_alter_table("decision") as batch:
        batch.alter_column("round_id", existing_type=sa.Uuid(), nullable=False)
        for name in ("own_letter", "sent_back", "skip_reason"):
            batch.alter_column(name, existing_type=sa.Text(), existing_nullable=False, server_default=None)
        for name, to in (("round_id", "round"), ("letter_read_by_id", "person"), ("funding_line_id", "funding_line")):
            batch.create_foreign_key(op.f(f"fk_decision_{name}"), to, [name], ["id"])
        batch.create_check_constraint(
            op.f("ck_decision_letter_was_read"),
            "released_at IS NULL OR (letter_read_at IS NOT NULL AND letter_read_by_id IS NOT NULL AND letter <> '')",
        )
        batch.create_check_constraint(
            op.f("ck_decision_second_reader"), "letter_read_by_id IS NULL OR letter_read_by_id <> decided_by_id"
        )
        batch.create_check_constraint(
            op.f("ck_decision_unsent_letter_destroyed"),
            "replaced_at IS NULL OR released_at IS NOT NULL OR letter = ''",
        )
        batch.create_check_constraint(
            op.f("ck_decision_reserve_has_a_place"),
            "outcome <> 'reserve' OR (reserve_place IS NOT NULL AND reserve_place >= 1)",
        )
        batch.create_check_constraint(op.f("ck_decision_amount_not_below_nothing"), "amount IS NULL OR amount >= 0")
    op.create_index("ix_decision_round", "decision", ["round_id", "released_at"], unique=False)
    op.create_index(
        "uq_decision_reserve_place",
        "decision",
        ["round_id", "reserve_place"],
        unique=True,
        sqlite_where=_ON_THE_LIST,
        postgresql_where=_ON_THE_LIST,
    )
    op.create_table(
        "award_condition",
        *_common(),
        _key("decision_id", nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _key("school_id", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        _key("reported_by_id"),
        _when("reported_at"),
        _when("reminded_at"),
        sa.Column("note", sa.Text(), nullable=False),
        _key("judged_by_id"),
        _when("judged_at"),
        sa.CheckConstraint(
            "status IN ('open', 'reported') OR (judged_by_id IS NOT NULL AND judged_at IS NOT NULL)",
            name=op.f("ck_award_condition_judged_by_someone"),
        ),
        sa.CheckConstraint("status <> 'waived' OR note <> ''", name=op.f("ck_award_condition_waived_with_evidence")),
        sa.CheckConstraint(
            "status <> 'reported' OR evidence <> ''", name=op.f("ck_award_condition_reported_with_evidence")
        ),
        sa.CheckConstraint(
            "status <> 'failed' OR reminded_at IS NOT NULL", name=op.f("ck_award_condition_failed_after_a_reminder")
        ),
        _refers("award_condition", "decision_id", "decision"),
        _refers("award_condition", "school_id", "school"),
        _refers("award_condition", "reported_by_id", "person"),
        _refers("award_condition", "judged_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_condition")),
        sa.UniqueConstraint("decision_id", "number", name="uq_award_condition_number"),
    )
    with op.batch_alter_table("award") as batch:
        batch.add_column(sa.Column("terms_digest", sa.String(length=64), nullable=False, server_default=""))
        batch.add_column(sa.Column("accept_by", sa.Date(), nullable=True))
        batch.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(_when("reminded_at"))
        batch.add_column(_key("funding_line_id"))
        batch.add_column(sa.Column("amount", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("currency", sa.String(length=3), nullable=False, server_default="GBP"))
        batch.add_column(sa.Column("agreement", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("agreement_digest", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch.add_column(_when("started_at"))
        batch.add_column(_when("suspended_at"))
        batch.add_column(_when("ended_at"))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE award SET ended_at = updated_at WHERE status = 'declined'")
    op.execute(
        "UPDATE award SET accept_by = (SELECT MAX(d.accept_by) FROM decision d "
        "WHERE d.application_id = award.application_id AND d.released_at IS NOT NULL)"
    )
    with op.batch_alter_table("award") as batch:
        for name in ("terms_digest", "reminders", "currency", "reason"):
            batch.alter_column(name, server_default=None)
        batch.create_foreign_key(op.f("fk_award_funding_line_id"), "funding_line", ["funding_line_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_award_accepted_at_a_moment"),
            "status NOT IN ('accepted', 'active', 'suspended', 'closed') OR accepted_at IS NOT NULL",
        )
        batch.create_check_constraint(
            op.f("ck_award_on_hold_has_a_reason"),
            "status <> 'suspended' OR (suspended_at IS NOT NULL AND reason <> '')",
        )
        batch.create_check_constraint(
            op.f("ck_award_ended_at_a_moment"),
            "status NOT IN ('closed', 'declined', 'lapsed', 'revoked') OR ended_at IS NOT NULL",
        )
    with op.batch_alter_table("award_acceptance") as batch:
        batch.add_column(sa.Column("terms_digest", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("award_acceptance") as batch:
        batch.alter_column("terms_digest", server_default=None)
    live = sa.text("status IN ('asked', 'running')")
    op.create_table(
        "release",
        *_common(),
        _key("round_id", nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        _key("asked_by_id", nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        _key("confirmed_by_id"),
        _when("confirmed_at"),
        _when("ended_at"),
        sa.CheckConstraint(
            "status IN ('asked', 'cancelled') OR people <= 20 OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name=op.f("ck_release_many_need_a_second_person"),
        ),
        _refers("release", "round_id", "round"),
        _refers("release", "asked_by_id", "person"),
        _refers("release", "confirmed_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_round_id"), "release", ["round_id"], unique=False)
    op.create_index("uq_release_live", "release", ["round_id"], unique=True, sqlite_where=live, postgresql_where=live)
    op.create_table(
        "release_item",
        *_common(),
        _key("release_id", nullable=False),
        _key("decision_id", nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _when("done_at"),
        _refers("release_item", "release_id", "release"),
        _refers("release_item", "decision_id", "decision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_item")),
        sa.UniqueConstraint("release_id", "decision_id", name="uq_release_item_decision"),
    )
    op.create_index(op.f("ix_release_item_decision_id"), "release_item", ["decision_id"], unique=False)


def _fill_decisions() -> None:
    """Rounds from the applications; who sent had read; an unsent letter that was replaced is destroyed; places on the reserve list by age."""
    op.execute(
        "UPDATE decision SET round_id = (SELECT a.round_id FROM application a WHERE a.id = decision.application_id)"
    )
    op.execute("UPDATE decision SET letter_read_by_id = released_by_id WHERE released_at IS NOT NULL")
    op.execute("UPDATE decision SET letter = reasons WHERE released_at IS NOT NULL AND letter = ''")
    op.execute("UPDATE decision SET letter = '' WHERE replaced_at IS NOT NULL AND released_at IS NULL")
    op.execute(
        "UPDATE decision SET reserve_place = (SELECT COUNT(*) FROM decision d "
        "WHERE d.round_id = decision.round_id AND d.outcome = 'reserve' AND d.id <= decision.id) WHERE outcome = 'reserve'"
    )
    op.execute(
        "UPDATE duty SET kind = 'check_letter', open_key = REPLACE(open_key, 'release:', 'check_letter:') "
        "WHERE kind = 'release' AND closed_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("release_item")
    op.drop_table("release")
    with op.batch_alter_table("award_acceptance") as batch:
        batch.drop_column("terms_digest")
    op.execute("UPDATE award SET status = 'declined' WHERE status IN ('lapsed', 'revoked')")
    op.execute("UPDATE award SET status = 'accepted' WHERE status IN ('active', 'suspended', 'closed')")
    with op.batch_alter_table("award") as batch:
        for name in ("accepted_at_a_moment", "on_hold_has_a_reason", "ended_at_a_moment"):
            batch.drop_constraint(op.f(f"ck_award_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_award_funding_line_id"), type_="foreignkey")
        for name in [
            "terms_digest",
            "accept_by",
            "reminders",
            "reminded_at",
            "funding_line_id",
            "amount",
            "currency",
            "agreement",
            "agreement_digest",
            "starts_on",
            "started_at",
            "suspended_at",
            "ended_at",
            "reason",
        ]:
            batch.drop_column(name)
    op.drop_table("award_condition")
    op.execute("DELETE FROM duty WHERE kind = 'release'")
    op.execute(
        "UPDATE duty SET kind = 'release', open_key = REPLACE(open_key, 'check_letter:', 'release:') WHERE kind = 'check_letter'"
    )
    op.execute("DELETE FROM duty WHERE kind IN ('meet_condition', 'check_condition', 'offer_reserve')")
    op.execute("UPDATE decision SET outcome = 'declined' WHERE outcome = 'ineligible'")
    op.drop_index("uq_decision_reserve_place", "decision")
    op.drop_index("ix_decision_round", "decision")
    with op.batch_alter_table("decision") as batch:
        for name in [
            "letter_was_read",
            "second_reader",
            "unsent_letter_destroyed",
            "reserve_has_a_place",
            "amount_not_below_nothing",
        ]:
            batch.drop_constraint(op.f(f"ck_decision_{name}"), type_="check")
        for name in ("round_id", "letter_read_by_id", "funding_line_id"):
            batch.drop_constraint(op.f(f"fk_decision_{name}"), type_="foreignkey")
        for name in [
            "round_id",
            "own_letter",
            "letter_read_by_id",
            "sent_back",
            "funding_line_id",
            "amount",
            "reserve_place",
            "skip_reason",
        ]:
            batch.drop_column(name)
        batch.create_check_constraint(
            op.f("ck_decision_letter_was_read"), "released_at IS NULL OR letter_read_at IS NOT NULL"
        )
    op.drop_table("letter_template")
    op.drop_table("funding_line")
    op.drop_table("award_rules")
