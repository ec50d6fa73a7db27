"""Broadcasts in the back office: made, filled, checked, sent and scheduled."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audiences import segments, suppressions
from campaigns.content import create_item
from campaigns.models import CampaignStatus, ContentItem, Origin
from core.models import AuditEntry, Job
from core.tenancy import company_scope
from delivery import accounts, broadcasts, scheduling
from delivery.admin import broadcast_form
from delivery.execution import execute
from delivery.freezing import Audience
from delivery.models import Broadcast, Occurrence, Run, RunState
from tests.backoffice.conftest import browser, make_campaigns
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

LIST = "/admin/delivery/broadcast/"
NOON = datetime(2027, 5, 2, 11, tzinfo=UTC)


def page(row, name="change"):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def errors(answer):
    return {name: list(texts) for name, texts in answer.context["adminform"].form.errors.items()}


def form(**fields):
    """The form of a broadcast that is there, as a browser sends it."""
    return {
        "account": "",
        "value_0": "",
        "value_1": "",
        "groups": [],
        "segments": [],
        "frequency_capping": "on",
        **fields,
    }


@pytest.fixture
def group(company, scope):
    """Three people."""
    return make_group(company, make_people(company, 3))


@pytest.fixture
def ready(broadcast, group):
    """A broadcast with an audience."""
    Broadcast.objects.filter(pk=broadcast.pk).update(list_ids=[group.pk])
    return Broadcast.objects.get(pk=broadcast.pk)


# -- Made and filled


def test_one_is_made_of_an_approved_template_for_a_group(owner_browser, version, group):
    data = {"name": "Spring", "template": version.template.pk, "groups": [group.pk], "frequency_capping": "on"}
    answer = owner_browser.post(f"{LIST}add/", data, follow=True)
    made = Broadcast.objects.select_related("campaign").get()
    assert answer.redirect_chain == [(page(made), 302)]
    assert (made.campaign.name, made.campaign.origin, made.channel) == ("Spring", Origin.MESSAGING, "email")
    assert (made.list_ids, made.segment_ids, made.frequency_capping) == ([group.pk], [], True)


def test_only_approved_templates_and_own_ones_are_offered(owner_browser, version, other_company):
    with company_scope(other_company.pk):
        foreign = make_version(other_company, name="Theirs").template
    version.template.versions.update(status="retired")
    for template in (version.template, foreign):
        answer = owner_browser.post(f"{LIST}add/", {"name": "x", "template": template.pk})
        assert list(errors(answer)) == ["template"]
    assert not Broadcast.objects.exists()


def test_the_form_counts_groups_and_the_segments_that_are_chosen(owner_browser, company, ready):
    named = {"all": [{"field": "last_name", "op": "is", "value": "1"}]}
    segment = segments.create(company_id=company.pk, name="Ones", filter=named)
    segments.create(company_id=company.pk, name="Idle", filter=named)
    Broadcast.objects.update(segment_ids=[segment.pk])
    text = owner_browser.get(page(ready)).content.decode()
    assert "<span>Everybody</span> <small>3 contacts</small>" in text
    assert "<span>Ones</span> <small>fits 1 contact</small>" in text
    assert "<span>Idle</span> <small></small>" in text


def test_each_variable_has_a_field_and_its_value_is_kept(owner_browser, ready, group):
    answer = owner_browser.get(page(ready))
    fields = answer.context["adminform"].form.fields
    assert [fields[name].label for name in ("value_0", "value_1")] == ["name", "offer"]
    answer = owner_browser.post(page(ready), form(value_1="two for one", groups=[group.pk]), follow=True)
    ready.refresh_from_db()
    assert (answer.status_code, ready.values) == (200, {"offer": "two for one"})
    fact = AuditEntry.objects.filter(object_type="delivery.broadcast", action="changed").get()
    assert fact.changes == {"value of offer": ["half price", "two for one"]}


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("offer", "offer"),
        ("1", "Value 1 of the text"),
        ("header.2", "Value 2 of the header"),
        ("card2.1", "Value 1 of card 2"),
        ("button1.1", "Value 1 of button 1"),
        ("card2.button1.1", "Value 1 of card 2, button 1"),
        ("header.url", "Address of the picture or file of the header"),
        ("card10.image", "Address of the picture of card 10"),
    ],
)
def test_a_value_is_called_by_its_part(key, words):
    assert broadcast_form.in_words(key) == words


def test_a_value_that_is_too_long_is_refused_beside_its_field(owner_browser, ready):
    answer = owner_browser.post(page(ready), form(value_1="x" * 2001))
    assert list(errors(answer)) == ["value_1"]
    ready.refresh_from_db()
    assert ready.values == {"offer": "half price"}


def test_an_account_of_the_channel_is_chosen(owner_browser, company, ready, group):
    own = accounts.create(company_id=company.pk, kind="outbox", channel="email", name="Mail", settings={}, secrets={})
    texts = accounts.create(company_id=company.pk, kind="outbox", channel="sms", name="Texts", settings={}, secrets={})
    assert list(errors(owner_browser.post(page(ready), form(account=texts.pk)))) == ["account"]
    owner_browser.post(page(ready), form(account=own.pk, groups=[group.pk]))
    ready.refresh_from_db()
    assert ready.account == own


def test_the_account_stays_while_a_run_goes_on(owner_browser, company, ready, group):
    execute(broadcast=ready, audience=to_group(group))
    other = accounts.create(company_id=company.pk, kind="outbox", channel="email", name="Mail", settings={}, secrets={})
    answer = owner_browser.post(page(ready), form(account=other.pk, groups=[group.pk], value_1="half price"))
    assert errors(answer) == {
        "__all__": ["A run goes on, by the account it began with. Wait for its end, or stop it first."]
    }
    ready.refresh_from_db()
    assert ready.account is None


def test_an_archived_one_is_not_changed(company, ready):
    type(ready.campaign).objects.filter(pk=ready.campaign_id).update(is_archived=True)
    with pytest.raises(broadcasts.ConflictError, match="archived"):
        broadcasts.change(broadcast=ready, list_ids=[], segment_ids=[], values={}, frequency_capping=True, account=None)
    ready.refresh_from_db()
    assert ready.values == {"offer": "half price"}


# -- Checked and sent


def check(client, broadcast):
    return client.get(page(broadcast, "preflight"))


def send_now(client, broadcast, seen=None):
    seen = check(client, broadcast).context["seen"] if seen is None else seen
    return client.post(page(broadcast, "send"), {"seen": seen}, follow=True)


def test_the_check_counts_renders_and_warns_and_writes_nothing(owner_browser, company, ready):
    suppressions.suppress(
        company_id=company.pk, channel="email", addresses=["p2@people.example"], reason="unsubscribed", source="t"
    )
    answer = check(owner_browser, ready)
    numbers = {name: n for name, n, _ in answer.context["numbers"]}
    assert numbers == {
        "Get it": "2", "Meant": "3", "Want no messages": "1", "Had enough": "0", "Lack something": "0",
    }  # fmt: skip
    text = answer.content.decode()
    assert "Hi Person 0: half price" in text
    assert "Nothing leaves: the channel has no account yet" in text
    assert "Send to 2 people now" in text
    assert not Run.objects.exists()


def test_the_check_says_what_people_lack(owner_browser, company, ready):
    Broadcast.objects.update(values={})
    answer = check(owner_browser, ready)
    assert answer.context["reasons"] == [("No value for offer", "3")]
    assert "now</button>" not in answer.content.decode()
    assert not answer.context["may_send"]


def test_the_check_of_nobody_says_what_to_do(owner_browser, broadcast):
    answer = check(owner_browser, broadcast)
    assert answer.context["problem"] == "Name at least one group or segment."
    assert not answer.context["may_send"]


def test_the_check_shows_when_it_ends_by_the_accounts_rate_both_ways(owner, company, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    accounts.create(
        company_id=company.pk, kind="outbox", channel="email", name="Slow", settings={}, secrets={}, rate_limit=0.05
    )
    facts = {name: re.sub("<[^>]+>", "", str(value)) for name, value in check(owner_browser, ready).context["facts"]}
    assert (facts["Takes about"], facts["Begins"]) == ("1 min 0 s", "At once: Sunday 2 May 2027, 13:00 (Europe/Oslo)")
    assert facts["Ends about"] == "Sunday 2 May 2027, 13:01 (Europe/Oslo)"
    assert facts["In UTC"] == "2027-05-02 11:00 to 2027-05-02 11:01"


def test_one_button_sends_and_leads_to_the_run(owner_browser, ready, send):
    answer = send_now(owner_browser, ready)
    run = Run.objects.get()
    assert answer.redirect_chain[-1] == (page(run), 302)
    assert said(answer) == ["Run 1 has begun: 3 people."]
    send(run)
    assert run.state == RunState.SENT


def test_a_double_click_sends_once_and_leads_to_that_run(owner_browser, ready):
    seen = check(owner_browser, ready).context["seen"]
    send_now(owner_browser, ready, seen)
    answer = send_now(owner_browser, ready, seen)
    assert Run.objects.count() == 1
    assert answer.redirect_chain[-1] == (page(Run.objects.get()), 302)
    assert said(answer)[-1] == "It is being sent already, since less than a minute. This is that run."


def test_what_has_changed_since_the_check_is_not_sent(owner_browser, ready):
    seen = check(owner_browser, ready).context["seen"]
    Broadcast.objects.update(updated_at=timezone.now() + timedelta(seconds=1))
    answer = send_now(owner_browser, ready, seen)
    assert answer.redirect_chain[-1] == (page(ready, "preflight"), 302)
    assert said(answer) == ["The broadcast or its template has changed since you looked. Look again, then send."]
    assert not Run.objects.exists()


def test_sending_by_a_link_is_no_sending(owner_browser, ready):
    owner_browser.get(page(ready, "send") + f"?seen={check(owner_browser, ready).context['seen']}")
    assert not Run.objects.exists()


def test_a_suspended_campaign_sends_nothing(owner_browser, ready):
    type(ready.campaign).objects.filter(pk=ready.campaign_id).update(status=CampaignStatus.PAUSED)
    assert said(send_now(owner_browser, ready)) == ["The campaign is suspended. Resume it first."]
    assert not Run.objects.exists()


def test_a_colleague_checks_and_sends_nothing(colleague_browser, ready):
    answer = check(colleague_browser, ready)
    assert (answer.status_code, answer.context["may_send"]) == (200, False)
    assert colleague_browser.post(page(ready, "send"), {"seen": answer.context["seen"]}).status_code == 403
    assert colleague_browser.get(page(ready, "schedule")).status_code == 403
    assert not Run.objects.exists()


def test_a_colleague_reads_what_is_sent_to_whom(colleague_browser, ready):
    text = colleague_browser.get(page(ready)).content.decode()
    assert "offer: half price" in text
    assert "Everybody" in text
    assert "_save" not in text


@pytest.mark.parametrize("name", ["preflight", "send", "schedule", "move"])
def test_a_stranger_finds_no_page_of_it(stranger_browser, ready, name):
    for answer in (stranger_browser.get(page(ready, name)), stranger_browser.post(page(ready, name), {"type": "none"})):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    assert not Run.objects.exists()


def test_an_operator_checks_and_sends_in_the_companys_own_scope(operator_browser, ready):
    assert said(send_now(operator_browser, ready)) == ["Run 1 has begun: 3 people."]
    assert Run.objects.get().company_id == ready.company_id


# -- Scheduled


def schedule(client, broadcast, **fields):
    return client.post(page(broadcast, "schedule"), fields, follow=True)


def test_weekdays_are_kept_on_the_companys_clock(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    answer = schedule(owner_browser, ready, type="recurring", monday="9:00, 17:30", friday="08:15", max_runs="4")
    assert said(answer) == ["It runs next on Monday 3 May 2027, 09:00 (Europe/Oslo)."]
    ready.refresh_from_db()
    assert ready.days == {"monday": ["09:00", "17:30"], "friday": ["08:15"]}
    assert (ready.max_runs, ready.next_run_at) == (4, datetime(2027, 5, 3, 7, tzinfo=UTC))
    text = answer.content.decode()
    assert "Monday 09:00, 17:30; Friday 08:15; 4 times at most" in text
    assert text.count('name="planned_for"') == 4


def test_once_is_kept_and_shown_in_the_form_again(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    answer = schedule(owner_browser, ready, type="once", start="2027-05-04T10:00")
    assert said(answer) == ["It runs next on Tuesday 4 May 2027, 10:00 (Europe/Oslo)."]
    ready.refresh_from_db()
    assert ready.next_run_at == datetime(2027, 5, 4, 8, tzinfo=UTC)
    assert 'value="2027-05-04T10:00"' in owner_browser.get(page(ready, "schedule")).content.decode()


REFUSED = {
    "no kind": ({}, "Choose how it runs."),
    "no time": ({"type": "once"}, "Choose a date and a time."),
    "a time that passed": ({"type": "once", "start": "2020-01-01T10:00"}, "The time has passed."),
    "no date at all": ({"type": "once", "start": "soon"}, "Choose a date and a time."),
    "no weekday": ({"type": "recurring"}, "Write at least one time beside a weekday, such as 09:30."),
    "no such time": ({"type": "recurring", "monday": "25:00"}, "Monday: “25:00” is no time. Write times as 09:30."),
    "an end before the first": (
        {"type": "recurring", "monday": "09:00", "last_day": "2020-01-01"},
        "No day and time lies before the end.",
    ),
    "no number": (
        {"type": "recurring", "monday": "09:00", "max_runs": "0"},
        "The number of runs lies between 1 and 10,000.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_will_not_do_is_told_and_the_input_stays(name, owner_browser, ready):
    fields, message = REFUSED[name]
    answer = schedule(owner_browser, ready, **fields)
    assert answer.context["problems"] == [message]
    assert answer.context["said"].get("monday", "") == fields.get("monday", "")
    ready.refresh_from_db()
    assert (ready.schedule_type, ready.next_run_at) == ("none", None)


def test_one_planned_time_is_skipped(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00")
    data = {"planned_for": "2027-05-03T07:00:00+00:00"}
    answer = owner_browser.post(reverse("admin:delivery_broadcast_do", args=[ready.pk, "skip"]), data, follow=True)
    assert said(answer) == ["Monday 3 May 2027, 09:00 (Europe/Oslo) is skipped."]
    assert Occurrence.objects.get().state == "skipped"
    assert "Skipped by hand" in answer.content.decode()
    for wrong in ("2027-05-03T08:00:00+00:00", "never"):
        again = {"planned_for": wrong}
        owner_browser.post(reverse("admin:delivery_broadcast_do", args=[ready.pk, "skip"]), again)
    assert Occurrence.objects.count() == 1


MONDAY = "2027-05-03T07:00:00+00:00"


def test_one_planned_time_is_moved_and_put_back(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00")
    form = owner_browser.get(page(ready, "move"), {"planned_for": MONDAY})
    assert 'value="2027-05-03T09:00"' in form.content.decode()
    data = {"planned_for": MONDAY, "at": "2027-05-04T00:30"}
    answer = owner_browser.post(page(ready, "move"), data, follow=True)
    assert said(answer) == ["It runs on Tuesday 4 May 2027, 00:30 (Europe/Oslo) instead."]
    text = " ".join(answer.content.decode().split())
    assert "Tue 4 May 2027, 00:30" in text
    assert "Mon 22:30 UTC" in text
    assert "instead of <del>Mon 3 May 2027, 09:00</del> 07:00 UTC" in text
    undo = reverse("admin:delivery_broadcast_do", args=[ready.pk, "undo"])
    answer = owner_browser.post(undo, {"planned_for": MONDAY}, follow=True)
    assert said(answer) == ["It runs on Monday 3 May 2027, 09:00 (Europe/Oslo) again."]
    assert Occurrence.objects.count() == 0


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("", "Choose a date and a time."),
        ("9999-01-01T10:00", "Choose a year between 2000 and 2999."),
        ("2027-05-10T09:00", "It runs at that time already. Choose another minute."),
    ],
)
def test_a_new_time_that_will_not_do_stays_in_the_form(owner, ready, time_machine, at, words):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00")
    answer = owner_browser.post(page(ready, "move"), {"planned_for": MONDAY, "at": at})
    assert words in answer.content.decode()
    assert f'value="{at}"' in answer.content.decode()
    assert Occurrence.objects.count() == 0


def test_a_time_that_nothing_is_planned_for_has_no_page(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00")
    for wrong in ("2027-05-03T08:00:00+00:00", "never", "0001-01-01T00:00:00+23:00"):
        answer = owner_browser.get(page(ready, "move"), {"planned_for": wrong})
        assert (answer.status_code, answer.url) == (302, page(ready))


def test_the_schedule_is_ended(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00", last_day="2027-12-31")
    owner_browser.post(reverse("admin:delivery_broadcast_do", args=[ready.pk, "unschedule"]))
    ready.refresh_from_db()
    assert (ready.schedule_type, ready.days, ready.last_day, ready.next_run_at) == ("none", {}, None, None)
    assert AuditEntry.objects.filter(action="schedule ended").count() == 1


def test_past_times_tell_what_became_of_them(owner, ready, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner_browser = browser(owner)
    schedule(owner_browser, ready, type="recurring", monday="09:00")
    time_machine.move_to(NOON + timedelta(days=3), tick=False)
    scheduling.run_due()
    text = browser(owner).get(page(ready)).content.decode()
    assert "Nobody was there to send it at that time." in text


# -- Lists and the campaign's page


def test_the_list_shows_stage_and_balance(owner_browser, ready, group, send):
    assert ">Draft<" in owner_browser.get(LIST).content.decode()
    run = execute(broadcast=ready, audience=to_group(group))
    assert ">Running<" in owner_browser.get(LIST).content.decode()
    send(run)
    assert "3 of 3 sent" in owner_browser.get(LIST).content.decode()


def test_the_list_is_narrowed(owner_browser, ready, group, send):
    send(execute(broadcast=ready, audience=to_group(group)))
    for query, found in (
        ("?stage=sent", 1), ("?stage=draft", 0), ("?stage=running", 0), ("?channel=email", 1), ("?channel=sms", 0),
        ("?q=prin", 1), ("?q=winter", 0),
    ):  # fmt: skip
        assert owner_browser.get(LIST + query).context["cl"].result_count == found, query


def test_a_list_of_many_asks_the_database_no_oftener(owner_browser, company, ready, version, group):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert owner_browser.get(LIST).status_code == 200
        return len(caught)

    execute(broadcast=ready, audience=to_group(group))
    asked()
    one = asked()
    for n in range(5):
        execute(
            broadcast=make_broadcast(company, version),
            audience=Audience(contacts=[inline(f"z{n}@x.example", name="Z")]),
        )
    assert asked() == one


def test_a_campaigns_page_shows_its_broadcast_and_runs(owner_browser, ready, group, send):
    send(execute(broadcast=ready, audience=to_group(group)))
    text = owner_browser.get(page(ready.campaign)).content.decode()
    assert page(ready) in text
    assert "3 of 3 sent" in text


def test_a_campaign_without_one_shows_nothing_of_it(owner_browser, company, scope):
    campaign = make_campaigns(company, 1)[0]
    titles = [card.title for card in owner_browser.get(page(campaign)).context["cards"]]
    assert "Broadcast" not in titles


# -- Content


@pytest.fixture
def item(company, scope):
    return create_item(company_id=company.pk, type="social", platform="x", body="Half price")


def publish(client, item):
    return client.post(reverse("admin:campaigns_contentitem_do", args=[item.pk, "publish"]), follow=True)


def test_content_is_published_at_once(owner_browser, item):
    answer = publish(owner_browser, item)
    assert said(answer) == ["“Half price” is being published."]
    item.refresh_from_db()
    assert item.status == "PUBLISHING"
    assert Job.objects.get().kind == "delivery.publish"
    assert said(publish(owner_browser, item))[0].startswith("“") is False


def test_why_it_could_not_be_published_is_told_with_a_way_on(owner_browser, item):
    ContentItem.objects.update(status="FAILED", problem="The platform said no.")
    text = owner_browser.get(page(item)).content.decode()
    assert "The platform said no." in text
    assert "Publish it again" in text


def test_a_published_item_leads_to_its_post(owner_browser, item):
    ContentItem.objects.update(status="PUBLISHED", external_url="https://x.example/1")
    text = owner_browser.get(page(item)).content.decode()
    assert 'href="https://x.example/1"' in text
    assert "/do/publish/" not in text


def test_a_colleague_publishes_nothing(colleague_browser, item):
    assert "/do/publish/" not in colleague_browser.get(page(item)).content.decode()
    assert publish(colleague_browser, item).status_code == 403
    item.refresh_from_db()
    assert item.status == "DRAFT"
