"""Schools that can be found: one row for each school, with its words in an index of their own. The rows are filled by the job `list_schools`.

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE listing_index USING fts5(words, content='school_listing', content_rowid='id', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
    "CREATE TRIGGER school_listing_added AFTER INSERT ON school_listing BEGIN "
    "INSERT INTO listing_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER school_listing_removed AFTER DELETE ON school_listing BEGIN "
    "INSERT INTO listing_index(listing_index, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER school_listing_changed AFTER UPDATE OF words ON school_listing BEGIN "
    "INSERT INTO listing_index(listing_index, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO listing_index(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL_INDEX = (
    "ALTER TABLE school_listing ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX ix_school_listing_vector ON school_listing USING gin (vector)",
)


def upgrade() -> None:
    op.create_table(
        "school_listing",
        sa.Column("id", sa.Integer(), sa.Identity(), autoincrement=True, nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("nation", sa.String(length=6), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("authority_code", sa.String(length=10), nullable=False),
        sa.Column("authority_name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("setting", sa.String(length=40), nullable=True),
        sa.Column("low_age", sa.Integer(), nullable=True),
        sa.Column("high_age", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("looking", sa.String(length=40), nullable=False),
        sa.Column("looking_for", sa.String(length=600), nullable=False),
        sa.Column("partners_wanted", sa.Integer(), nullable=True),
        sa.Column("looking_until", sa.Date(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quiet_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_hours", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_school_listing_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_listing")),
        sa.UniqueConstraint("school_id", name="uq_school_listing_school"),
    )
    op.create_index("ix_school_listing_order", "school_listing", ["active_at", "id", "country"])
    for statement in POSTGRESQL_INDEX if op.get_bind().dialect.name == "postgresql" else SQLITE_INDEX:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE listing_index")
    op.drop_table("school_listing")
