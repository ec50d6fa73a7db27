"""Executing a broadcast: who gets it, who does not and why, and that nobody gets it twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.models import TotalMetric
from analytics.webhooks import notices
from analytics.webhooks.notices import Notice
from audiences import suppressions
from audiences.models import Contact, Suppression
from core.channels import Channel
from core.errors import ConflictError, InvalidError
from core.models import AuditEntry
from delivery import ledger, reporting
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import OutboxMessage, Run, RunState, SendRecord
from tests.delivery.conftest import inline, make_broadcast, make_group, make_people, make_version, to_group

pytestmark = pytest.mark.django_db


def test_everybody_of_a_group_gets_it_once(company, broadcast, send):
    group = make_group(company, make_people(company, 30))
    run = execute(broadcast=broadcast, audience=to_group(group))
    assert (run.matched, run.queued, run.state) == (30, 30, RunState.RUNNING)
    send(run)
    assert run.state == RunState.SENT
    addresses = list(OutboxMessage.objects.values_list("address", flat=True))
    assert sorted(addresses) == sorted(f"p{n}@people.example" for n in range(30))
    counts = ledger.counts(run)
    assert (counts.planned, counts.sent, counts.pending, counts.failed) == (30, 30, 0, 0)


def test_a_message_has_the_persons_own_values_above_everybodys(company, broadcast, send):
    audience = Audience(contacts=[inline("a@x.example", name="Anna"), inline("b@x.example", name="Bo", offer="free")])
    run = execute(broadcast=broadcast, audience=audience)
    send(run)
    bodies = {row.address: row.content["text"] for row in OutboxMessage.objects.all()}
    assert "Hi Anna: half price" in bodies["a@x.example"]
    assert "Hi Bo: free" in bodies["b@x.example"]


def test_a_contact_brings_its_own_values_also_where_a_call_names_its_address(company, broadcast, send):
    Contact.objects.create(
        company_id=company.pk, email="c@x.example", first_name="Carla", attributes={"offer": "two for one"}
    )
    run = execute(broadcast=broadcast, audience=Audience(contacts=[inline("c@x.example")]))
    send(run)
    assert "Hi Carla: two for one" in OutboxMessage.objects.get().content["text"]


def test_an_address_that_comes_twice_counts_once(company, broadcast):
    audience = Audience(contacts=[inline("a@x.example", name="A"), inline("a@x.example", name="B")])
    assert execute(broadcast=broadcast, audience=audience).matched == 1


def test_who_is_left_out_is_counted_with_the_reason(company, broadcast, send):
    people = make_people(company, 5)
    Contact.objects.filter(pk=people[0].pk).update(first_name="", last_name="")
    Contact.objects.filter(pk=people[1].pk).update(email="")
    suppressions.suppress(
        company_id=company.pk, channel=Channel.EMAIL, addresses=["p2@people.example"], reason="unsubscribed", source="t"
    )
    Contact.objects.filter(pk=people[3].pk).update(consent={"email": {"status": "withdrawn"}})
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    assert (run.matched, run.suppressed, run.invalid, run.capped, run.queued) == (5, 2, 2, 0, 1)
    reasons = sorted(SendRecord.objects.exclude(reason="").values_list("reason", flat=True))
    assert reasons == ["invalid: no address", "invalid: no value for name", "suppressed", "suppressed"]
    send(run)
    assert [row.address for row in OutboxMessage.objects.all()] == ["p4@people.example"]


def test_who_is_suppressed_for_two_reasons_is_left_out_once(company, broadcast):
    for reason in ("bounced", "complained"):
        suppressions.suppress(
            company_id=company.pk, channel=Channel.EMAIL, addresses=["a@x.example"], reason=reason, source="t"
        )
    audience = Audience(contacts=[inline("a@x.example", name="A"), inline("b@x.example", name="B")])
    run = execute(broadcast=broadcast, audience=audience)
    assert (run.matched, run.suppressed, run.queued) == (2, 1, 1)


def test_the_cap_leaves_out_who_has_had_enough(company, broadcast, send):
    audience = Audience(contacts=[inline("a@x.example", name="A")])
    runs = [execute(broadcast=broadcast, audience=audience, values={"offer": str(n)}) for n in range(4)]
    assert [run.capped for run in runs] == [0, 0, 0, 1]
    assert runs[3].state == RunState.SENT


def test_the_cap_can_be_left_aside(company, broadcast):
    audience = Audience(contacts=[inline("a@x.example", name="A")])
    runs = [
        execute(broadcast=broadcast, audience=audience, values={"offer": str(n)}, is_capped=False) for n in range(5)
    ]
    assert [run.capped for run in runs] == [0] * 5


def test_the_cap_forgets_what_lies_further_back(company, broadcast):
    audience = Audience(contacts=[inline("a@x.example", name="A")])
    for n in range(3):
        execute(broadcast=broadcast, audience=audience, values={"offer": str(n)})
    Run.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert execute(broadcast=broadcast, audience=audience).capped == 0


def test_a_run_in_which_everybody_is_suppressed_ends_at_once(company, broadcast):
    suppressions.suppress(
        company_id=company.pk, channel=Channel.EMAIL, addresses=["a@x.example"], reason="bounced", source="t"
    )
    run = execute(broadcast=broadcast, audience=Audience(contacts=[inline("a@x.example", name="A")]))
    assert (run.state, run.suppressed) == (RunState.SENT, 1)
    assert run.broadcast.campaign.status is not None


def test_where_nobody_has_all_values_nothing_is_made(company, broadcast):
    with pytest.raises(InvalidError, match="no value for name"):
        execute(broadcast=broadcast, audience=Audience(contacts=[inline("a@x.example")]))
    assert Run.objects.count() == 0


def test_the_same_within_a_minute_is_refused_unless_it_is_meant(company, broadcast, time_machine):
    time_machine.move_to("2027-05-02T11:00:00Z", tick=False)
    audience = Audience(contacts=[inline("a@x.example", name="A")])
    first = execute(broadcast=broadcast, audience=audience)
    with pytest.raises(ConflictError) as refused:
        execute(broadcast=broadcast, audience=audience)
    assert (refused.value.code, refused.value.data["execution_id"]) == ("SAME_EXECUTION", first.pk)
    assert execute(broadcast=broadcast, audience=audience, force=True).number == 2
    time_machine.move_to("2027-05-02T11:01:01Z", tick=False)
    assert execute(broadcast=broadcast, audience=audience).number == 3


def test_who_unsubscribes_while_a_run_is_on_gets_nothing_any_more(company, broadcast, send):
    people = make_people(company, 3)
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    suppressions.suppress(
        company_id=company.pk, channel=Channel.EMAIL, addresses=["p1@people.example"], reason="unsubscribed", source="t"
    )
    send(run)
    counts = ledger.counts(run)
    assert (counts.sent, counts.suppressed, counts.pending) == (2, 1, 0)
    assert OutboxMessage.objects.filter(address="p1@people.example").count() == 0


def test_who_withdraws_their_consent_in_between_is_left_out(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 3))))
    withdrawn = {"email": {"status": "withdrawn", "source": "By phone", "at": "2027-05-03T08:00:00Z"}}
    Contact.objects.filter(email="p1@people.example").update(consent=withdrawn)
    Contact.objects.filter(email="p2@people.example").update(consent={"sms": withdrawn["email"]})
    send(run)
    counts = ledger.counts(run)
    assert (counts.sent, counts.suppressed, counts.pending) == (2, 1, 0)
    assert OutboxMessage.objects.filter(address="p1@people.example").count() == 0


def test_who_is_suppressed_for_two_reasons_in_between_is_left_out_once(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 3))))
    for reason in ("unsubscribed", "bounced"):
        suppressions.suppress(
            company_id=company.pk, channel=Channel.EMAIL, addresses=["p1@people.example"], reason=reason, source="t"
        )
    send(run)
    counts = ledger.counts(run)
    assert (counts.planned, counts.sent, counts.suppressed, counts.pending) == (3, 2, 1, 0)


def test_deleting_a_contact_in_between_leaves_it_out(company, broadcast, send):
    people = make_people(company, 2)
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    people[0].delete()
    send(run)
    counts = ledger.counts(run)
    assert (counts.sent, counts.invalid, counts.pending) == (1, 1, 0)


def test_a_campaign_completes_with_its_run_and_can_be_executed_again(company, broadcast, send):
    audience = Audience(contacts=[inline("a@x.example", name="A")])
    for n in range(2):
        run = execute(broadcast=broadcast, audience=audience, values={"offer": str(n)})
        broadcast.campaign.refresh_from_db()
        assert broadcast.campaign.status == "ACTIVE"
        send(run)
        broadcast.campaign.refresh_from_db()
        assert broadcast.campaign.status == "COMPLETED"


def test_a_suspended_campaign_is_not_executed(company, broadcast):
    broadcast.campaign.status = "PAUSED"
    broadcast.campaign.save(update_fields=["status"])
    with pytest.raises(ConflictError, match="suspended"):
        execute(broadcast=broadcast, audience=Audience(contacts=[inline("a@x.example", name="A")]))


def test_an_unsubscribe_address_is_everybodys_own(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 3))))
    send(run)
    addresses = {row.content["unsubscribe_url"] for row in OutboxMessage.objects.all()}
    assert len(addresses) == 3
    assert all(row.content["unsubscribe_url"] in row.content["html"] for row in OutboxMessage.objects.all())


def test_devices_of_one_contact_get_one_each(company, scope, send):
    version = make_version(company, name="Push", channel=Channel.APN, subject="News", body="For {{name}}")
    broadcast = make_broadcast(company, version, values={})
    people = make_people(company, 2, app_tokens=["token-one-1", "token-two-2"])
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, people)))
    assert (run.matched, run.queued) == (2, 2)  # a device that two share gets one
    send(run)
    assert OutboxMessage.objects.count() == 2


def test_a_run_leaves_facts(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=Audience(contacts=[inline("a@x.example", name="A")]))
    send(run)
    actions = list(
        AuditEntry.objects.filter(object_type="delivery.run").order_by("id").values_list("action", flat=True)
    )
    assert actions == ["begun", "sent"]
    assert Suppression.objects.count() == 0


def test_what_was_sent_counts_as_deliveries_of_the_campaign_once(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 12))))
    send(run)
    reporting.report_sent(run)
    row = TotalMetric.objects.get(kind="delivery")
    assert (row.count, row.campaign_id, row.platform) == (12, broadcast.campaign_id, "email")


def test_what_a_provider_reports_stands_in_the_ledger_and_suppresses(company, broadcast, send):
    run = execute(broadcast=broadcast, audience=to_group(make_group(company, make_people(company, 3))))
    send(run)
    ids = dict(SendRecord.objects.values_list("address", "provider_id"))
    told = [
        Notice("delivery", "p0@people.example", ids["p0@people.example"]),
        Notice("bounce", "P1@people.example", ids["p1@people.example"], is_permanent=True, reason="No such mailbox."),
        Notice("bounce", "p2@people.example", ids["p2@people.example"], reason="Full."),
    ]
    notices.take(company_id=company.pk, source="test", notices=told)
    rows = {row.address: (row.state, row.reason) for row in SendRecord.objects.all()}
    assert rows == {
        "p0@people.example": ("delivered", ""),
        "p1@people.example": ("bounced", "No such mailbox."),
        "p2@people.example": ("bounced", "Full."),
    }
    assert Suppression.objects.get().reason == "bounced"
    assert ledger.counts(run).sent == 3
