"""Alembic for the portal: batch mode so that SQLite can alter, foreign keys off while it does, the search index left alone."""

from typing import Any

from alembic import context
from flask import current_app

from portal.core.types import EnumText, Key, UtcDateTime

LEFT_ALONE = ("search_index", "listing_index")


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The full-text index and its shadow tables, and PostgreSQL's generated column, belong to their migration alone."""
    if kind == "table" and name is not None and name.startswith(LEFT_ALONE):
        return False
    return not (
        kind in ("column", "index") and name in ("vector", "ix_search_entry_vector", "ix_school_listing_vector")
    )


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Migrations name plain column types: they must run for ever, whatever becomes of ours."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, EnumText):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(thing, Key):
        return "sa.Uuid()"
    return False


def compare_type(_context: Any, _inspected: Any, _column: Any, _inspected_type: Any, metadata_type: Any) -> bool | None:
    """Our own types are compared by nobody: they are plain ones underneath."""
    return False if isinstance(metadata_type, UtcDateTime | EnumText | Key) else None


def run() -> None:
    """Upgrade or downgrade in one transaction, foreign keys checked at the end."""
    engine = current_app.extensions["migrate"].db.engine
    metadata = current_app.extensions["migrate"].db.metadata
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(write=True) as connection:
        if is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=compare_type,
            include_object=include_object, render_item=render_item, transaction_per_migration=False,
        )  # fmt: skip
        with connection.begin():
            with context.begin_transaction():
                context.run_migrations()
            if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"the migration would leave rows that point nowhere: {broken[:5]}")
        if is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=ON")


run()
