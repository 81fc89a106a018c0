"""The journal of readings lets go of what is more than two years older than its newest entry, and of nothing else.

Revision: 0133
Follows: 0132
"""

from alembic import op

revision = "0133"
down_revision = "0132"
branch_labels = None
depends_on = None

DAYS = 730
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION reading_refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF OLD.at > (SELECT max(at) FROM reading) - interval '{DAYS} days' THEN "
            "RAISE EXCEPTION 'the record is append-only'; END IF; RETURN OLD; END $$"
        )
        op.execute("DROP TRIGGER reading_append_only ON reading")
        op.execute(
            "CREATE TRIGGER reading_append_only BEFORE UPDATE ON reading FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
        )
        op.execute(
            "CREATE TRIGGER reading_no_delete BEFORE DELETE ON reading FOR EACH ROW EXECUTE FUNCTION reading_refuse_young()"
        )
        return
    op.execute("DROP TRIGGER reading_no_delete")
    young = f"WHEN julianday(old.at) > (SELECT julianday(max(at)) FROM reading) - {DAYS}"
    op.execute(f"CREATE TRIGGER reading_no_delete BEFORE DELETE ON reading {young} {_REFUSE}")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER reading_no_delete ON reading")
        op.execute("DROP TRIGGER reading_append_only ON reading")
        op.execute(
            "CREATE TRIGGER reading_append_only BEFORE UPDATE OR DELETE ON reading FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()"
        )
        op.execute("DROP FUNCTION reading_refuse_young()")
        return
    op.execute("DROP TRIGGER reading_no_delete")
    op.execute(f"CREATE TRIGGER reading_no_delete BEFORE DELETE ON reading {_REFUSE}")
