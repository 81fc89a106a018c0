"""Laying a PostgreSQL database new by its rows: what was there goes, what is kept in another schema of the same database comes back.

Copying a database takes the server half a second of work, because it writes and removes a thousand files; this takes a few milliseconds. Like every
other commit it is a real one.
"""

import psycopg
from psycopg import sql

EMPTIES = """
DO $$ DECLARE name text; filled boolean;
BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM public.%I', name); END IF;
    END LOOP;
END $$
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
WRITABLE = """
SELECT attname FROM pg_attribute
WHERE attrelid = ('public.' || quote_ident(%s))::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"
OTHERS_AT_WORK = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'
"""
SWEEP_AFTER = 40  # layings; rows that are gone take up room until they are swept


class Rows:
    """The rows of one database, and what of them is kept under names."""

    def __init__(self, url: str) -> None:
        self.line = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        # Rows come back table by table, so what they refer to may come later.
        self.line.execute("SET session_replication_role = replica")
        self.tables = [str(row[0]) for row in self.line.execute(TABLES)]
        self.kept: dict[str, sql.Composed] = {}
        self.laid = 0

    def keep(self, name: str) -> None:
        """Keep the rows that are there now."""
        schema = sql.Identifier(f"kept_{name}")
        self.line.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        self.line.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        steps = []
        for table in map(sql.Identifier, self.tables):
            if self.line.execute(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(table)).fetchone():
                columns = sql.SQL(", ").join(self._columns(table))
                self.line.execute(
                    sql.SQL("CREATE TABLE {0}.{1} AS SELECT {2} FROM public.{1}").format(schema, table, columns)
                )
                steps.append(
                    sql.SQL("INSERT INTO public.{1} ({2}) SELECT * FROM {0}.{1}").format(schema, table, columns)
                )
        for counter, value in self.line.execute(COUNTERS).fetchall():
            place, used = sql.Literal(f"public.{counter}"), value is not None
            steps.append(sql.SQL("SELECT setval({}, {}, {})").format(place, sql.Literal(value or 1), sql.Literal(used)))
        self.kept[name] = sql.SQL("; ").join([sql.SQL(EMPTIES), *steps])

    def lay(self, name: str) -> None:
        """Put back the rows that were kept, and only those. Who is still at work in the database is sent away."""
        self.line.execute(OTHERS_AT_WORK)
        with self.line.transaction():
            self.line.execute(self.kept[name])
        self.laid += 1
        if self.laid % SWEEP_AFTER == 0:
            self.line.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(map(sql.Identifier, self.tables))))

    def _columns(self, table: sql.Identifier) -> list[sql.Identifier]:
        return [sql.Identifier(str(row[0])) for row in self.line.execute(WRITABLE, [table._obj[0]])]
