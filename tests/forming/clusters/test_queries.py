"""Who finds which cluster, and in which order."""

import uuid

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters import queries
from portal.forming.clusters.models import Cluster, Side
from portal.policy import Action, allows
from tests.forming.support import invite, start
from tests.support.cast import PEOPLE, Cast


def test_lists_and_the_policy_agree_for_everyone(database: sa.orm.Session, cast: Cast) -> None:
    other = start(cast, name="A brook alone")
    invited = start(cast, "waiting", "quiet", name="Quiet")
    invite(cast, invited, "vale", who="waiting")
    session().commit()
    for key in PEOPLE:
        person = cast.signed_in(key)
        listed = {c.id for c in queries.page_visible_to(person)}
        allowed = {
            i for i in (cast.river, other, invited) if allows(person, Action.CLUSTER_VIEW, queries.get_cluster(i))
        }
        assert listed == allowed, key
        session().commit()


def test_an_invited_school_sees_the_cluster_and_a_stranger_does_not(database: sa.orm.Session, cast: Cast) -> None:
    made = start(cast)
    invite(cast, made, "vale")
    assert [c.name for c in queries.list_clusters_of(cast.signed_in("vale_teacher"))] == [
        "Hedge schools",
        "River schools",
    ]
    assert [c.id for c in queries.list_clusters_of(cast.signed_in("abroad"))] == [cast.river]
    assert queries.list_clusters_of(cast.signed_in("nobody")) == []


def test_member_schools_by_side(database: sa.orm.Session, cast: Cast) -> None:
    names = [s.name for s in queries.list_member_schools(cast.river)]
    assert names == ["Hill Primary School", "Vale Primary School", "Ford Special School", "Tumaini Primary School"]
    assert [s.name for s in queries.list_member_schools(cast.river, Side.PARTNER)] == ["Tumaini Primary School"]


@pytest.mark.parametrize("load", [queries.get_membership, queries.get_office, queries.get_vacancy])
def test_children_are_loaded_through_their_cluster(database: sa.orm.Session, cast: Cast, load: object) -> None:
    with pytest.raises(NotFound):
        load(cast.river, uuid.uuid4())  # type: ignore[operator]
    with pytest.raises(NotFound):
        queries.get_cluster(uuid.uuid4())
    other = start(cast)
    held = queries.get_cluster(cast.river)
    if load is queries.get_membership:
        with pytest.raises(NotFound):
            queries.get_membership(other, held.memberships[0].id)


def test_get_cluster_reads_everything_the_policy_asks_in_two_statements(database: sa.orm.Session, cast: Cast) -> None:
    seen: list[str] = []
    engine = database.get_bind()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    officer = cast.signed_in("authority")
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        cluster = queries.get_cluster(cast.river)
        assert allows(officer, Action.CLUSTER_VIEW, cluster)
        assert cluster.contact_teacher_id == cast.coordinator.id
        assert next(o.school.name for o in cluster.offices) == "Hill Primary School"
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) == 2


def test_search_finds_by_town_with_words_as_they_are(database: sa.orm.Session, cast: Cast) -> None:
    cluster = queries.get_cluster(cast.river)
    assert [s.name for s in queries.search_schools(cluster, "  OTHERHAM ")] == ["Brook High School"]
    assert queries.search_schools(cluster, "") == []
    assert queries.search_schools(cluster, "%") == []
    assert session().query(Cluster).count() == 1
