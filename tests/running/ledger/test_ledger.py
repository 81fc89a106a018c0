"""Shared costs: every entry balanced, nothing deleted, two people above the limit, and no school leaves with money open."""

import random
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.forming.formality.models import Level
from portal.forming.formality.services import choose_level
from portal.running.ledger import money, queries, services
from portal.running.ledger.models import EntryKind, EntryStatus, LedgerEntry, LedgerMove, PurseHandover, ShareRule
from portal.running.ledger.money import Paid
from tests.forming.support import act, facts_of, leave, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def paid(minor: int, currency: str = "GBP", **more: Any) -> Paid:
    return Paid(minor, currency, "Bus to the river", clocks.today(), **more)


@pytest.fixture
def purse(app: Flask, cast: Cast) -> Any:
    """The cluster shares costs; Hill keeps the money; two people from 200.00."""
    with app.app_context():
        act(cast, "coordinator", choose_level, get_cluster(cast.river), version=0, level=Level.CONSORTIUM)
        words = {"school_id": cast.school["hill"], "currency": "GBP", "limit_minor": 20_000}
        act(cast, "coordinator", services.open_purse, get_cluster(cast.river), **words)
    return lambda: queries.get_purse(cast.river)


def stands(cast: Cast) -> dict[str, int]:
    """Bank, income and each school by its key, where not nothing. What is in the bank is what is owed to schools and to the cluster, always."""
    found = queries.standing(queries.get_purse(cast.river).id)
    assert found.bank == found.income + sum(found.schools.values())
    names = {key: found.schools.get(school_id, 0) for key, school_id in cast.school.items()}
    return {k: v for k, v in {"bank": found.bank, "income": found.income, **names}.items() if v}


def entry(cast: Cast, made: Any) -> LedgerEntry:
    return queries.get_entry(cast.river, made.id)


def test_amounts_are_read_shared_and_exchanged_to_the_last_penny() -> None:
    read = {"12.50": 1250, "£1,234.5": 123450, "7": 700, "0": None, "-3": None, "1.234": None, "x": None, "NaN": None,
            "1e3": None, "9" * 17: None, "": None, "12,50": 1250, "1,5": 150, "1.234,50": 123450, "1 234,50": 123450,
            "1,23,4": None, "1,234": 123400, "12,345,6": None, "12.": 1200, "١٢": None}  # fmt: skip
    assert {typed: money.read(typed, "GBP") for typed in read} == read
    rates = {
        "0.0061": 6100,
        "0,0061": 6100,
        "0,006": 6000,
        "1,17": 1_170_000,
        "1,234": None,
        "5000": 5 * 10**9,
        "1e3": None,
    }
    assert {typed: money.read_rate(typed) for typed in rates} == rates
    assert money.read("100", "JPY") == 100
    assert money.read("1.5", "JPY") is None
    assert money.exchanged(100_000, "KES", 6_100, "GBP") == 610
    assert money.exchanged(5000, "JPY", 5_250, "GBP") == 2625
    keys = [uuid.UUID(int=n) for n in range(7)]
    chance = random.Random(7)
    for _time in range(300):
        amount = chance.randint(1, 10**6)
        weights = {key: chance.randint(0, 9) for key in keys} | {keys[0]: 1}
        parts = money.shares(amount, weights)
        assert sum(parts.values()) == amount
        assert all(abs(part - amount * weights[key] / sum(weights.values())) < 1 for key, part in parts.items())


def test_paying_in_bills_and_shares(app: Flask, cast: Cast, purse: Any) -> None:
    with app.app_context():
        act(cast, "head", services.pay_in, purse(), school_id=cast.school["vale"], paid=paid(5000))
        act(cast, "coordinator", services.take_income, purse(), paid=paid(1000))
        act(cast, "coordinator", services.enter_bill, purse(), paid=paid(10_000))
        now = stands(cast)
        assert (now["bank"], now["income"]) == (-4000, 1000)
        assert sorted([now["hill"], now["vale"] - 5000, now["ford"]]) == [-3334, -3333, -3333]
        owing = {school for kind, school, _who, _office in open_duties(cast.river) if kind == "pay_share"}
        assert owing == {cast.school["hill"], cast.school["ford"]}
        act(cast, "coordinator", services.pay_in, purse(), school_id=cast.school["ford"], paid=paid(4000))
        assert {s for kind, s, *_ in open_duties(cast.river) if kind == "pay_share"} == {cast.school["hill"]}
        weights = {cast.school["hill"]: 0, cast.school["vale"]: 3, cast.school["ford"]: 1}
        rules = {"version": 1, "limit_minor": 20_000, "share_rule": ShareRule.WEIGHTED, "weights": weights}
        act(cast, "coordinator", services.change_rules, purse(), **rules)
        before = stands(cast)
        made = act(cast, "coordinator", services.enter_bill, purse(), paid=paid(1001))
        after = stands(cast)
        assert (before["vale"] - after["vale"], before["ford"] - after["ford"]) == (751, 250)
        act(cast, "coordinator", services.reverse, entry(cast, made), words="Paid twice")
        assert stands(cast) == before
        with pytest.raises(SomeoneWasFaster):
            act(cast, "coordinator", services.reverse, entry(cast, made), words="Again")
        act(cast, "coordinator", services.enter_bill, purse(), paid=paid(900), from_income=True)
        assert stands(cast)["income"] == 100
        other = paid(100_000, "KES", rate_micro=6_100, rate_source="Our bank, 3 March")
        assert act(cast, "coordinator", services.take_income, purse(), paid=other).amount_minor == 610
        with pytest.raises(RuleBroken) as refused:
            act(cast, "coordinator", services.take_income, purse(), paid=paid(100, "KES"))
        assert refused.value.field == "rate"


def test_a_large_payment_needs_two_people(app: Flask, cast: Cast, purse: Any) -> None:
    with app.app_context():
        made = act(cast, "head", services.enter_bill, purse(), paid=paid(20_001))
        assert (made.status, stands(cast)) == (EntryStatus.WAITING, {})
        with pytest.raises(RuleBroken):
            act(cast, "head", services.approve, entry(cast, made))
        with pytest.raises(NotAllowedNow):
            act(cast, "coordinator", services.reverse, entry(cast, made), words="No")
        act(cast, "coordinator", services.approve, entry(cast, made))
        assert stands(cast)["bank"] == -20_001
        with pytest.raises(NotAllowedNow):
            act(cast, "vale_contact", services.refuse, entry(cast, made))
        made = act(cast, "coordinator", services.pay_out, purse(), school_id=cast.school["vale"], paid=paid(30_000))
        assert ("approve_payment", cast.school["hill"], None, "signatory") in open_duties(cast.river)
        act(cast, "head", services.refuse, entry(cast, made))
        assert stands(cast)["bank"] == -20_001
        facts = [fact for fact in facts_of(cast.river) if "pay" in fact or "money" in fact]
        assert facts == ["payment_waits", "money_entered", "payment_waits", "payment_refused"]


def test_a_reversal_that_was_refused_can_be_asked_again(app: Flask, cast: Cast, purse: Any) -> None:
    with app.app_context():
        large = act(cast, "head", services.take_income, purse(), paid=paid(20_001))
        first = act(cast, "head", services.reverse, entry(cast, large), words="Entered twice")
        with pytest.raises(SomeoneWasFaster):
            act(cast, "head", services.reverse, entry(cast, large), words="Entered twice")
        act(cast, "coordinator", services.refuse, entry(cast, first))
        second = act(cast, "head", services.reverse, entry(cast, large), words="It really was")
        act(cast, "coordinator", services.approve, entry(cast, second))
        assert stands(cast) == {}
        with pytest.raises(SomeoneWasFaster):
            act(cast, "head", services.reverse, entry(cast, large), words="Once more")


def test_the_purse_changes_hands_with_the_balance_that_was_stated(app: Flask, cast: Cast, purse: Any) -> None:
    with app.app_context():
        act(cast, "coordinator", services.pay_in, purse(), school_id=cast.school["hill"], paid=paid(500))
        offer = {"school_id": cast.school["vale"]}
        first = act(cast, "coordinator", services.offer_handover, purse(), **offer).id
        with pytest.raises(SomeoneWasFaster):
            act(cast, "coordinator", services.offer_handover, purse(), **offer)
        act(cast, "coordinator", services.pay_in, purse(), school_id=cast.school["vale"], paid=paid(1))
        with pytest.raises(RuleBroken):
            act(cast, "vale_contact", services.answer_handover, queries.get_handover(cast.river, first), agrees=True)
        act(cast, "coordinator", services.withdraw_handover, queries.get_handover(cast.river, first))
        second = act(cast, "coordinator", services.offer_handover, purse(), **offer).id
        act(cast, "vale_contact", services.answer_handover, queries.get_handover(cast.river, second), agrees=True)
        assert purse().agent_school_id == cast.school["vale"]
        held = session().get_one(PurseHandover, second)
        assert (held.balance_minor, held.from_school_id) == (501, cast.school["hill"])


def test_nobody_leaves_with_money_open(app: Flask, cast: Cast, purse: Any, reader_for: Any) -> None:
    with app.app_context():
        act(cast, "coordinator", services.enter_bill, purse(), paid=paid(3000))
        place = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
        with pytest.raises(RuleBroken, match=r"still has 10\.00 GBP to pay"):
            act(cast, "ford_contact", clusters.complete_leaving, get_membership(cast.river, place))
        page = reader_for(cast.ford_contact).get(f"/clusters/{cast.river}/members/{place}/leaving")
        page.sees("This has to be settled first:", "10.00 GBP to pay").does_not_see("Leave now")
        made = act(cast, "coordinator", services.carry, purse(), school_id=cast.school["ford"])
        act(cast, "head", services.approve, entry(cast, made))
        act(cast, "ford_contact", clusters.complete_leaving, get_membership(cast.river, place))
        assert stands(cast) == {"bank": -3000, "hill": -1500, "vale": -1500}
        act(cast, "coordinator", services.pay_in, purse(), school_id=cast.school["vale"], paid=paid(2000))
        place = leave(cast, cast.river, "vale", "vale_contact", leaving_on=clocks.today())
        assert ("pay_back", cast.school["hill"], None, "contact") in open_duties(cast.river)
        with pytest.raises(RuleBroken, match=r"has 5\.00 GBP to come"):
            act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, place))
        act(cast, "coordinator", services.pay_out, purse(), school_id=cast.school["vale"], paid=paid(500))
        assert ("pay_back", cast.school["hill"], None, "contact") not in open_duties(cast.river)
        act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, place))
        gone = {m.status.value for m in get_cluster(cast.river).memberships if m.school_id == cast.school["vale"]}
        assert gone == {"left"}
        with pytest.raises(RuleBroken, match="keeps the cluster"):
            services.check_leaving(get_cluster(cast.river), school_id=cast.school["hill"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": 0},
        {"debit": "school"},
        {"credit_school_id": None},
        {"credit": "bank", "credit_school_id": None},
        {"debit": "income", "debit_school_id": "hill"},
    ],
)
def test_the_database_refuses_what_is_not_balanced(app: Flask, cast: Cast, purse: Any, wrong: dict[str, Any]) -> None:
    with app.app_context():
        made = act(cast, "coordinator", services.pay_in, purse(), school_id=cast.school["hill"], paid=paid(500)).id
    row = {"debit": "bank", "debit_school_id": None, "credit": "school", "credit_school_id": "hill", "amount_minor": 5}
    row |= wrong
    row |= {key: cast.school[row[key]] for key in ("debit_school_id", "credit_school_id") if row[key]}

    def put() -> None:
        session().add(LedgerMove(entry_id=made, position=9, **row))

    with pytest.raises((IntegrityError, SomeoneWasFaster)):
        commit(app, put)


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}").does_not_see("Shared costs")
    carys.get(f"/clusters/{cast.river}/ledger").sees("Shared costs are not switched on").follow(
        "How formal are we?"
    ).follow("Change it")
    carys.fill(level="cluster", extra=["ledger"]).press("Save").get(f"/clusters/{cast.river}")
    carys.follow("Shared costs").follow("Share costs")
    carys.fill(school_id=str(cast.school["hill"]), limit="x").press("Share costs from now on", expect=422).sees(
        "Enter an amount, like 200 or 0."
    )
    carys.fill(school_id=str(cast.school["hill"]), limit="50").press("Share costs from now on").sees(
        "The books are open."
    )
    carys.follow("A bill was paid").fill(title="Bus", amount="12,x").press("Enter it", expect=422)
    carys.sees("Enter an amount above 0, like 12.50.").fill(amount="60.01").press("Enter it")
    carys.sees("A second person is asked to say yes.", "Waits for a second person", "60.01 GBP")
    head = reader_for(cast.head).get("/what-needs-me").follow("Say yes or no to a payment: Bus, 60.01 GBP")
    head.fill(agrees="yes").press("Send the answer").sees(
        "-60.01 GBP, advanced by the school that keeps the money", "has to pay"
    )
    vera = (
        reader_for(cast.vale_contact)
        .get("/what-needs-me")
        .follow("Pay your school’s share of the costs of River schools")
    )
    vera.follow("Statement Vale Primary School").sees("Statement", "has to pay", "Bus")
    page = vera.path
    assert vera.get(page + "/statement.pdf").raw.startswith(b"%PDF")
    assert b"Bus" in vera.get(page + "/statement.csv").raw
    assert b"60.01" in vera.get(f"/clusters/{cast.river}/ledger/entries.csv").raw
    one = vera.get(f"/clusters/{cast.river}/ledger").follow("Bus").path
    vera.does_not_see("Reverse it")
    reader_for(cast.abroad).get(f"/clusters/{cast.river}/ledger", expect=403)
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/ledger/bill", expect=403)
    reader_for(cast.outsider).get(one, expect=404)
    carys.get(one).follow("Reverse it").fill(words="Wrong bus").press("Reverse it").sees("Entered. A second person")
    carys.get(one).sees("The entry that would reverse it waits").does_not_see("Reverse it")
    carys.get(f"/clusters/{cast.river}/ledger").follow("Hand over").fill(school_id=str(cast.school["vale"]))
    carys.press("Ask this school", expect=422).sees("A payment waits for a second person.")
    head.get("/what-needs-me").follow("Say yes or no to a payment: Wrong bus").fill(agrees="yes").press(
        "Send the answer"
    )
    head.sees("Reversed").get(one).follow("The entry that reverses it").sees("The entry that it reverses")


def test_each_school_has_a_box_for_its_weight(cast: Cast, purse: Any, reader_for: Readers) -> None:
    weight = {key: f"weight_{cast.school[key].hex}" for key in ("hill", "vale", "ford")}
    carys = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/ledger/rules")
    carys.sees("Weight of Ford Special School").fill(share_rule="weighted", **{weight["vale"]: "-1"})
    carys.press("Save the rules", expect=422).sees("Enter a number from 0 to 1000.", "There is a problem")
    carys.fill(**{weight["hill"]: "0", weight["vale"]: "3", weight["ford"]: ""}).press("Save the rules").sees("Saved.")
    carys.follow("A bill was paid").fill(title="Bus", amount="4").press("Enter it")
    carys.sees("by weight", "-3.00 GBP", "-1.00 GBP")


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same(app: Flask, cast: Cast, purse: Any, reader_for: Readers, count: int) -> None:
    with app.app_context():
        held = {"purse_id": purse().id, "cluster_id": cast.river, "school_id": cast.school["vale"]}

    def many() -> None:
        for number in range(count):
            made = LedgerEntry(
                kind=EntryKind.CONTRIBUTION, status=EntryStatus.POSTED, happened_on=clocks.today() - timedelta(days=number),
                title=f"Paid {number}", amount_minor=100, made_by_id=cast.head.id, **held,
            )  # fmt: skip
            session().add(made)
            session().flush()
            ends = {"debit": "bank", "credit": "school", "credit_school_id": cast.school["vale"]}
            session().add(LedgerMove(entry_id=made.id, position=1, amount_minor=100, **ends))

    commit(app, many)
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/ledger").sees(f"{count}.00 GBP")
    assert len(page.statements) == 10
    statement = f"/clusters/{cast.river}/ledger/schools/{cast.school['vale']}"
    assert len(page.get(statement).sees("Paid 0").statements) == 10
