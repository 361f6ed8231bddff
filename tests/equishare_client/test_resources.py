"""What the client does beyond one call: pages, batches, changes that are meant for a version, events read on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from equishare_client import Client
from equishare_client.calls import at
from equishare_client.models import NewBookingRequest, NewClosure, Operation
from equishare_client.problems import KeyReusedError, NotFoundError, RefusedError, StaleVersionError
from tests.api.parks import OPERATOR_KEY, Park, running_park
from tests.scheduler.builders import NOW
from tests.scheduler.builders import at as moment

if TYPE_CHECKING:
    from collections.abc import Iterator

WISH = NewBookingRequest(
    tenant_id="ada",
    operations=(Operation(capability="cutting", duration=timedelta(hours=1)),),
    deadline=moment(48),
)
NONE = replace(WISH, operations=(Operation(capability="dreaming", duration=timedelta(hours=1)),))


@pytest.fixture
def served() -> Iterator[Park]:
    """A service without a worker."""
    with running_park() as running:
        yield running


@pytest.fixture
def park(served: Park) -> Iterator[Client]:
    """The operator's client."""
    with Client("http://testserver", OPERATOR_KEY, transport=served.operator._transport) as client:
        yield client


def numbered(count: int) -> list[NewBookingRequest]:
    """Return so many wishes with numbers."""
    return [replace(WISH, external_reference=f"PO-{number}") for number in range(count)]


def test_lists_are_read_over_all_their_pages(park: Client) -> None:
    """Whoever loops would see the first page, or one item twice."""
    made = park.booking_requests.create_all(numbered(5))
    listing = park.booking_requests.list(limit=2)
    assert [len(page.items) for page in listing.pages()] == [2, 2, 1]
    assert sorted(each.id for each in listing) == sorted(each.id for each in made)
    first = next(iter(listing.pages()))
    rest = [each.id for each in park.booking_requests.list(limit=2, cursor=first.next)]
    assert [each.id for each in listing] == [*(each.id for each in first.items), *rest]


def test_a_batch_is_all_or_nothing_or_one_by_one(park: Client) -> None:
    """A half of a delivery would be booked, or all of it refused for one line."""
    with pytest.raises(RefusedError) as caught:
        park.booking_requests.create_all([*numbered(2), NONE])
    assert [each.pointer for each in caught.value.errors] == ["/requests/2/operations/0/capability"]
    assert list(park.booking_requests.list()) == []
    outcome = park.booking_requests.create_each([*numbered(2), NONE])
    assert (outcome.accepted, outcome.refused) == (2, 1)
    assert [each.type for each in outcome.items] == [None, None, "/problems/refused"]
    assert len(list(park.booking_requests.list(status=("queued", "waitlisted")))) == 2
    assert list(park.booking_requests.list(status=("withdrawn",))) == []


def test_a_key_of_ones_own_makes_it_once(park: Client) -> None:
    """What a script does again after its own end would be done twice."""
    first = park.booking_requests.create(WISH, idempotency_key="night-1")
    assert park.booking_requests.create(WISH, idempotency_key="night-1") == first
    assert park.booking_requests.create(WISH).id != first.id
    with pytest.raises(KeyReusedError, match="make a new key for a new request"):
        park.booking_requests.create(NONE, idempotency_key="night-1")


def test_what_was_read_is_changed_for_its_version(park: Client) -> None:
    """The change of somebody else would be lost."""
    read = park.machines.get("cut-1")
    assert (read.etag, [each.etag for each in park.machines.list()]) == ('"1"', [None] * 3)
    changed = park.machines.save(replace(read, name="Cutter 1", setup=timedelta(minutes=5)))
    assert (changed.name, changed.setup, changed.version) == ("Cutter 1", timedelta(minutes=5), read.version + 1)
    assert park.machines.get("cut-1") == changed
    with pytest.raises(StaleVersionError, match="read it again and repeat the change"):
        park.machines.save(replace(read, name="Cutter one"))
    request = park.booking_requests.create(WISH)
    with pytest.raises(StaleVersionError):
        park.booking_requests.withdraw(request.id, if_match=request.version + 1)
    assert park.booking_requests.withdraw(request.id, if_match=request.version).status == "withdrawn"


def test_what_is_taken_back_answers_nothing(park: Client) -> None:
    """An empty answer would be taken for one that cannot be read."""
    closure = park.closures.add(NewClosure(start=moment(1), end=moment(2)))
    park.closures.remove(closure.id)
    assert list(park.closures.list(start=NOW)) == []
    with pytest.raises(NotFoundError):
        park.closures.remove(closure.id)


def test_events_are_read_on_from_where_one_was(park: Client) -> None:
    """An event would be missed, or told twice."""
    park.booking_requests.create_all(numbered(3))
    seen = [event.id for event in park.events.follow(every=None)]
    assert seen == sorted(set(seen), key=int)
    request = park.booking_requests.create(WISH)
    news = [(event.type, event.subject_id) for event in park.events.follow(seen[-1], every=None)]
    assert news == [("booking_request.queued", request.id)]
    assert list(park.events.follow(type=("booking_request.withdrawn",), every=None)) == []


def test_following_waits_for_what_is_to_come(park: Client) -> None:
    """Following would end with the present."""
    cursor = [event.id for event in park.events.follow(every=None)][-1]
    following = park.events.follow(cursor, every=timedelta(0))
    for _ in range(2):
        request = park.booking_requests.create(WISH)
        assert next(following).subject_id == request.id


def test_other_forms_are_read_as_they_are(park: Client) -> None:
    """A workbook would be read as JSON."""
    assert park.operation.get_metrics().startswith("# HELP")
    assert park.reports.get_fairness_csv(from_=NOW, to=moment(24)).count("\n") > 1
    assert park.reports.get_fairness_xlsx(from_=NOW, to=moment(24)).startswith(b"PK")


def test_names_stay_one_part_of_a_path() -> None:
    """A name with a slash would lead to another resource."""
    assert at("/v1/skills/{}/x", "a/b 焊?") == "/v1/skills/a%2Fb%20%E7%84%8A%3F/x"
    assert at("/v1/schedules/{}:publish", 7) == "/v1/schedules/7:publish"
    for name in ("", ".", ".."):
        with pytest.raises(ValueError, match="no id or name"):
            at("/v1/skills/{}", name)


def test_a_key_is_not_shown() -> None:
    """A key would stand in a log because somebody printed the client."""
    with Client("http://127.0.0.1:9", "es_secret") as client:
        assert "es_secret" not in repr(client) + repr(vars(client))
