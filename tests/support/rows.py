"""Laying a PostgreSQL database new by its rows: what was there goes, what is kept in another schema of the same database comes back.

Copying a database takes the server half a second of work, because it writes and removes a thousand files; this takes a few milliseconds. Like every
other commit it is a real one. Only the tables that were written to since the last laying are touched: the server itself notes which (a trigger for each
statement, which fires in every session and for what follows from a deletion too), so whoever wrote, in whatever process, is heard.
"""

from collections.abc import Iterable

import psycopg
from psycopg import sql

NOTE = """
CREATE SCHEMA IF NOT EXISTS kept;
CREATE TABLE IF NOT EXISTS kept.written (name text NOT NULL);
CREATE OR REPLACE FUNCTION kept.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$ BEGIN INSERT INTO kept.written VALUES (TG_TABLE_NAME); RETURN NULL; END $$
"""
NOTED = """
CREATE OR REPLACE TRIGGER kept_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.{0} FOR EACH STATEMENT EXECUTE FUNCTION kept.note();
ALTER TABLE public.{0} ENABLE ALWAYS TRIGGER kept_note
"""
WRITTEN = "SELECT DISTINCT name FROM kept.written"
FORGET = "DELETE FROM kept.written"
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
        self.line.execute(NOTE)
        for table in self.tables:
            self.line.execute(sql.SQL(NOTED).format(sql.Identifier(table)))
        self.kept: dict[str, dict[str, str]] = {}  # name: for each table that has rows, how they are put back
        self.counters: dict[str, str] = {}
        self.there = ""  # what was laid or kept last
        self.swept, self.laid = set[str](), 0

    def keep(self, name: str) -> None:
        """Keep the rows that are there now."""
        schema = sql.Identifier(f"kept_{name}")
        self.line.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
        self.line.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        back = {}
        for key in self.tables:
            table = sql.Identifier(key)
            if self.line.execute(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(table)).fetchone():
                columns = sql.SQL(", ").join(self._columns(key))
                self.line.execute(
                    sql.SQL("CREATE TABLE {0}.{1} AS SELECT {2} FROM public.{1}").format(schema, table, columns)
                )
                step = sql.SQL("INSERT INTO public.{1} ({2}) SELECT * FROM {0}.{1}").format(schema, table, columns)
                back[key] = step.as_string(self.line)
        self.kept[name], self.there = back, name
        self.counters[name] = self._counters_as_they_are()
        self.line.execute(FORGET)

    def lay(self, name: str) -> None:
        """Put back the rows that were kept, and only those. Who is still at work in the database is sent away."""
        self.line.execute(OTHERS_AT_WORK)
        back = self.kept[name]
        with self.line.transaction():
            changed = {str(row[0]) for row in self.line.execute(WRITTEN)}
            if self.there != name:
                changed |= back.keys() | self.kept[self.there].keys()
            emptied = [f"DELETE FROM public.{self._quoted(table)}" for table in sorted(changed)]
            filled = [back[table] for table in sorted(changed & back.keys())]
            self.line.execute("; ".join([*emptied, *filled, self.counters[name], FORGET]).encode())
        self.there = name
        self.swept |= changed
        self.laid += 1
        if self.laid % SWEEP_AFTER == 0:
            self._sweep(sorted(self.swept))
            self.swept = set()

    def _sweep(self, tables: Iterable[str]) -> None:
        names = ", ".join(["kept.written", *(f"public.{self._quoted(table)}" for table in tables)])
        self.line.execute(f"VACUUM {names}".encode())

    def _quoted(self, table: str) -> str:
        return sql.Identifier(table).as_string(self.line)

    def _counters_as_they_are(self) -> str:
        steps = ["SELECT 1"]
        for counter, value in self.line.execute(COUNTERS).fetchall():
            place, used = sql.Literal(f"public.{counter}"), sql.Literal(value is not None)
            steps.append(
                sql.SQL("SELECT setval({}, {}, {})").format(place, sql.Literal(value or 1), used).as_string(self.line)
            )
        return "; ".join(steps)

    def _columns(self, table: str) -> list[sql.Identifier]:
        return [sql.Identifier(str(row[0])) for row in self.line.execute(WRITABLE, [table])]
