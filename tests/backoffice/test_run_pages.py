"""Runs in the back office: watched, held, stopped, tried again, and looked up."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audiences import suppressions
from campaigns.models import CampaignStatus
from core.tenancy import company_scope
from delivery import outcomes, retention
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import Chunk, OutboxMessage, RecordState, Run, RunState, SendRecord
from delivery.outcomes import Outcome
from tests.delivery.conftest import (
    broadcast,
    inline,
    make_broadcast,
    make_group,
    make_people,
    make_version,
    send,
    to_group,
    version,
)

pytestmark = pytest.mark.django_db
__all__ = ["broadcast", "send", "version"]

LIST = "/admin/delivery/run/"


def page(run, query=""):
    return reverse("admin:delivery_run_change", args=[run.pk]) + query


def do(client, run, deed):
    return client.post(reverse("admin:delivery_run_do", args=[run.pk, deed]), follow=True)


def buttons(answer):
    return re.findall(r'/do/([a-z-]+)/"', answer.content.decode())


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def ask(client, *runs, view="whole"):
    ids = ",".join(str(run.pk) for run in runs)
    return client.get(reverse("admin:delivery_run_progress"), {"ids": ids, "view": view}).json()["runs"]


def legend(html):
    """The balance's numbers by their words."""
    return dict(re.findall(r"<span>(\w+)</span><b>([\d,]+)</b>", html))


@pytest.fixture
def run(company, broadcast):
    """Two who get it, one who wants none, one without an address."""
    people = make_people(company, 4)
    type(people[3]).objects.filter(pk=people[3].pk).update(email="")
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["p2@people.example"], reason="unsubscribed", source="t"
    )
    return execute(broadcast=broadcast, audience=to_group(make_group(company, people)))


def test_the_balance_adds_up_while_it_runs_and_afterwards(owner_browser, run, send):
    shown = legend(owner_browser.get(page(run)).content.decode())
    assert shown == {"Sent": "0", "Failed": "0", "Skipped": "2", "Uncertain": "0", "Waiting": "2", "Planned": "4"}
    send(run)
    shown = legend(owner_browser.get(page(run)).content.decode())
    assert shown == {"Sent": "2", "Failed": "0", "Skipped": "2", "Uncertain": "0", "Waiting": "0", "Planned": "4"}


def test_who_was_left_out_is_told_with_the_reason(owner_browser, run):
    text = owner_browser.get(page(run)).content.decode()
    assert "Wants no messages" in text
    assert "No address" in text
    assert "Skipped: 1 wants no messages, 1 lacks an address or a value." in text


def test_a_page_asks_how_far_it_is(owner_browser, run, send):
    before = ask(owner_browser, run)[str(run.pk)]
    assert (before["state"], before["live"], legend(before["html"])["Waiting"]) == ("running", True, "2")
    send(run)
    after = ask(owner_browser, run)[str(run.pk)]
    assert (after["state"], after["live"], legend(after["html"])["Sent"]) == ("sent", False, "2")
    assert "2 of 4 sent" in ask(owner_browser, run, view="list")[str(run.pk)]["html"]


def test_a_stranger_learns_nothing_of_a_run(stranger_browser, run):
    assert ask(stranger_browser, run) == {}
    for address in (page(run), reverse("admin:delivery_run_file", args=[run.pk])):
        answer = stranger_browser.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    do(stranger_browser, run, "stop")
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_a_colleague_sees_it_without_buttons_and_changes_nothing(colleague_browser, run):
    assert buttons(colleague_browser.get(page(run))) == []
    for deed in ("pause", "stop", "try-again", "send-rest", "resume"):
        assert do(colleague_browser, run, deed).status_code == 403
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_it_is_paused_and_goes_on(owner_browser, run):
    assert buttons(owner_browser.get(page(run))) == ["pause", "stop"]
    answer = do(owner_browser, run, "pause")
    assert said(answer) == ["The run is paused. What is being handed over at this moment is the last."]
    assert buttons(answer) == ["resume", "stop"]
    assert said(do(owner_browser, run, "resume")) == ["The run goes on."]
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_it_is_stopped_and_the_rest_sent_later(owner_browser, run, send):
    answer = do(owner_browser, run, "stop")
    assert buttons(answer) == ["send-rest"]
    assert "Send to the rest (2)" in answer.content.decode()
    assert said(do(owner_browser, run, "send-rest")) == ["The run goes on with those who still wait."]
    send(run)
    assert (run.state, OutboxMessage.objects.count()) == (RunState.SENT, 2)


def test_the_failed_are_tried_again_where_it_may_help(owner_browser, run, send):
    send(run)
    assert buttons(owner_browser.get(page(run))) == []
    SendRecord.objects.filter(run=run, number=1).update(state="failed", reason="busy", is_permanent=False)
    Chunk.objects.filter(run=run, first=1).update(sent=1, failed=1)
    assert buttons(owner_browser.get(page(run))) == ["try-again"]
    assert said(do(owner_browser, run, "try-again")) == ["1 person is tried again."]
    run.refresh_from_db()
    assert run.state == RunState.RUNNING


def test_a_button_that_comes_too_late_says_why(owner_browser, run, send):
    send(run)
    assert said(do(owner_browser, run, "stop")) == ["This run has ended already."]


def test_why_it_stands_still_is_told(owner_browser, run):
    Run.objects.update(stalled_since=timezone.now(), stalled_why="No worker is running.")
    text = owner_browser.get(page(run)).content.decode()
    assert "No worker is running." in text
    assert ">Stalled<" in text


def test_a_run_whose_campaign_is_paused_says_so(owner_browser, run):
    type(run.broadcast.campaign).objects.update(status=CampaignStatus.PAUSED)
    assert "Held: the campaign is paused" in owner_browser.get(page(run)).content.decode()


def outcome_names(client, run, query):
    card = next(card for card in client.get(page(run, query)).context["cards"] if card.title == "Recipients")
    return [(row["address"], re.sub("<[^>]+>", "", row["outcome"])) for row in card.data["rows"]]


def test_recipients_are_narrowed_by_outcome_and_found_by_address(owner_browser, run, send):
    everybody = [address for address, _ in outcome_names(owner_browser, run, "")]
    assert len(everybody) == 4
    assert [name for _, name in outcome_names(owner_browser, run, "?outcome=waits")] == ["Waits", "Waits"]
    assert outcome_names(owner_browser, run, "?outcome=sent") == []
    send(run)
    assert [name for _, name in outcome_names(owner_browser, run, "?outcome=sent")] == ["Sent", "Sent"]
    assert outcome_names(owner_browser, run, "?outcome=skipped&address=P2@people.example") == [
        ("p2@people.example", "Skipped")
    ]
    assert len(outcome_names(owner_browser, run, "?address=p")) == 3


def test_recipients_come_in_pages(owner_browser, company, broadcast):
    audience = Audience(contacts=[inline(f"a{n:03}@x.example", name="A") for n in range(120)])
    run = execute(broadcast=broadcast, audience=audience)
    seen, query = [], ""
    while True:
        answer = owner_browser.get(page(run, query))
        card = next(card for card in answer.context["cards"] if card.title == "Recipients")
        seen += [row["address"] for row in card.data["rows"]]
        if not card.data["following"]:
            break
        query = "?" + card.data["following"].partition("?")[2]
    assert sorted(seen) == [f"a{n:03}@x.example" for n in range(120)]


def test_the_file_has_everybody_and_no_formula(owner_browser, company, broadcast, send, monkeypatch):
    monkeypatch.setattr(outcomes, "BATCH", 2)
    audience = Audience(
        contacts=[inline("a@x.example", name="A"), inline("b@x.example", name="B"), inline("c@x.example")]
    )
    run = execute(broadcast=broadcast, audience=audience)
    send(run)
    SendRecord.objects.filter(run=run, address="a@x.example").update(state="failed", reason="=1+1")
    answer = owner_browser.get(reverse("admin:delivery_run_file", args=[run.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="spring-run-1.csv"'
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Number,Address,Outcome,Reason,Provider's id"
    rows = {line.split(",")[1]: line.split(",")[2:4] for line in lines[1:]}
    assert rows == {
        "a@x.example": ["Failed", "'=1+1"],
        "b@x.example": ["Sent", ""],
        "c@x.example": ["Skipped", "invalid: no value for name"],
    }


def test_the_list_is_narrowed_and_found_by_name(owner_browser, run):
    for query, found in (("?state__exact=running", 1), ("?state__exact=sent", 0), ("?channel=sms", 0), ("?q=SPRI", 1)):
        assert owner_browser.get(LIST + query).context["cl"].result_count == found, query


def test_a_list_of_many_asks_the_database_no_oftener(owner_browser, company, run):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert owner_browser.get(LIST).status_code == 200
        return len(caught)

    asked()
    one = asked()
    second = make_version(company, name="Other")
    for n in range(5):
        other = make_broadcast(company, second)
        execute(broadcast=other, audience=Audience(contacts=[inline(f"z{n}@x.example", name="Z")]))
    assert asked() == one


def test_an_operator_sees_the_balances_of_all_companies(operator_browser, run, other_company):
    with company_scope(other_company.pk):
        theirs = make_broadcast(other_company, make_version(other_company, name="Theirs"))
        execute(broadcast=theirs, audience=Audience(contacts=[inline("t@x.example", name="T")]))
    text = operator_browser.get(LIST).content.decode()
    assert "0 of 4 sent" in text
    assert "0 of 1 sent" in text
    assert operator_browser.get(page(run)).status_code == 200


def test_every_outcome_of_the_ledger_has_a_word():
    assert set(RecordState.values) - {"planned"} <= set(Outcome.values)


def test_of_deleted_recipients_the_numbers_are_shown(owner_browser, run, send, settings, time_machine):
    send(run)
    settings.DELIVERY_RETENTION_DAYS = 365
    Run.objects.update(finished_at=timezone.now() - timedelta(days=366))
    retention.forget()
    answer = owner_browser.get(page(run))
    text = answer.content.decode()
    assert "The recipients were deleted on" in text
    assert "p0@people.example" not in text
    assert buttons(answer) == []
    shown = legend(text)
    assert (shown["Sent"], shown["Skipped"], shown["Planned"]) == ("2", "2", "4")
    file = b"".join(owner_browser.get(reverse("admin:delivery_run_file", args=[run.pk])).streaming_content)
    assert file.decode("utf-8-sig").splitlines() == [
        "Outcome,Reason,Recipients", "Sent,,2", "Skipped,invalid: no address,1", "Skipped,suppressed,1",
    ]  # fmt: skip
