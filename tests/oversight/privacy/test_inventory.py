"""The inventory says something of every table, every reference to a person and every column of text (check D1)."""

from portal.core.database import Base
from portal.models import ROOMS
from portal.oversight.privacy import inventory
from portal.oversight.privacy.classes import Class, class_of, is_text

assert ROOMS  # every table is known


def test_every_table_is_in_it_and_nothing_else() -> None:
    assert sorted(set(Base.metadata.tables) - set(inventory.TABLES)) == []
    assert sorted(set(inventory.TABLES) - set(Base.metadata.tables)) == []


def test_every_reference_to_a_person_is_own_or_named() -> None:
    missing = [
        f"{table.name}.{name}"
        for table, kept in inventory.kept_tables()
        for name in inventory.people_in(table)
        if name not in (*kept.own, *kept.named) and not kept.withheld
    ]
    assert missing == []


def test_every_column_it_names_is_there() -> None:
    for table, kept in inventory.kept_tables():
        named = [*kept.own, *kept.named, *([kept.own_address] if kept.own_address else [])]
        assert [name for name in named if name not in table.c] == [], table.name
        if kept.own_through is not None:
            column, parent, owner = kept.own_through
            assert column in table.c
            assert owner in Base.metadata.tables[parent].c
        assert kept.own or not kept.goes_at_closing, table.name


def test_every_column_of_text_has_a_class() -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns if is_text(column)]
    assert len(columns) > 200
    assert [f"{c.table.name}.{c.name}" for c in columns if class_of(c) is None] == []


def test_what_opens_doors_is_secret() -> None:
    opens = ("hash", "token", "secret", "totp", "public_key", "credential")
    shown = [
        f"{c.table.name}.{c.name}"
        for table in Base.metadata.tables.values()
        for c in table.columns
        if is_text(c) and any(word in c.name for word in opens) and class_of(c) != Class.SECRET
    ]
    assert shown == []


def test_tables_without_people_say_so() -> None:
    wrong = [
        table.name
        for table, kept in inventory.kept_tables()
        if kept.ground == inventory.Ground.NONE and list(inventory.people_in(table))
    ]
    assert wrong == []
