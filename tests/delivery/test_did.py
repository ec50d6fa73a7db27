"""What contacts did, asked by segments: messages they got, and what the company's systems report of them."""

from datetime import UTC, datetime, timedelta

import pytest

from audiences import segments
from audiences.filters import behaviour
from audiences.models import Contact
from core.errors import InvalidError
from core.tenancy import company_scope
from delivery import activities
from delivery.activity_events import Event
from delivery.execution import execute
from delivery.models import SendRecord
from tests.delivery.conftest import make_broadcast, make_group, make_people, make_version, to_group

NOW = datetime(2027, 5, 2, 11, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_a_day(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def people(company, scope):
    """Three contacts: p0, p1 and p2."""
    return make_people(company, 3)


def chosen(company, condition):
    """The names before the @ of those whom a condition fits."""
    found = segments.preview(company_id=company.pk, filter={"all": [condition]})
    return sorted(contact.email.partition("@")[0] for contact in found.contacts)


def refusal(company, condition):
    with pytest.raises(InvalidError) as caught:
        segments.create(company_id=company.pk, name="Keen", filter={"all": [condition]})
    return caught.value.message


def did(company, name, *whose, ago=timedelta()):
    """Activities, reported."""
    events = [Event(name, f"{who}@people.example", NOW - ago - timedelta(seconds=n)) for n, who in enumerate(whose)]
    return activities.upload(company_id=company.pk, events=events)


def test_who_got_a_message_is_found_once_it_was_handed_over(company, people, send):
    broadcast = make_broadcast(company, make_version(company))
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people[:2])))
    assert chosen(company, {"did": "receive"}) == []
    send(run)
    SendRecord.objects.filter(run=run, address="p1@people.example").update(state="failed")
    assert chosen(company, {"did": "receive"}) == ["p0"]
    assert chosen(company, {"did not": "receive"}) == ["p1", "p2"]
    assert chosen(company, {"did": "receive", "times": 2}) == []
    assert chosen(company, {"did": "receive", "campaign": broadcast.campaign_id}) == ["p0"]


def test_messages_are_asked_for_by_campaign_and_by_days(company, people, send, time_machine):
    version = make_version(company)
    first, other = make_broadcast(company, version), make_broadcast(company, version)
    send(execute(broadcast=first, audience=to_group(make_group(company, people[:1]))))
    assert chosen(company, {"did": "receive", "campaign": other.campaign_id}) == []
    time_machine.move_to(NOW + timedelta(days=8), tick=False)
    assert chosen(company, {"did": "receive", "within_days": 7}) == []
    assert chosen(company, {"did": "receive", "within_days": 9}) == ["p0"]
    assert refusal(company, {"did": "receive", "campaign": 987654}) == "There is no such campaign."


def test_what_is_reported_can_be_asked_for_by_its_name(company, people):
    did(company, "Order placed", "p0", "p0", "p1")
    did(company, "Order placed", "p2", ago=timedelta(days=30))
    assert chosen(company, {"did": "Order placed"}) == ["p0", "p1", "p2"]
    assert chosen(company, {"did": "Order placed", "times": 2}) == ["p0"]
    assert chosen(company, {"did": "Order placed", "within_days": 7}) == ["p0", "p1"]
    assert chosen(company, {"did not": "Order placed", "within_days": 7}) == ["p2"]


def test_what_nobody_did_is_refused_with_what_is_known(company, people):
    did(company, "Order placed", "p0")
    did(company, "Basket left", "somebody")
    known = "Known are: receive, Order placed."
    assert refusal(company, {"did": "Basket left"}) == f"Nothing is known of who did “Basket left”. {known}"
    assert refusal(company, {"did": "Order placed", "campaign": 1}) == "There is no such campaign."


def test_another_companys_reports_and_messages_say_nothing_here(company, other_company, people, send):
    did(company, "Order placed", "p0")
    send(
        execute(
            broadcast=make_broadcast(company, make_version(company)), audience=to_group(make_group(company, people))
        )
    )
    with company_scope(other_company.pk):
        make_people(other_company, 3)
        assert behaviour.kinds_of(other_company.pk) == {"receive": "get a message"}
        assert chosen(other_company, {"did": "receive"}) == []
    assert Contact.objects.count() == 3
