"""Every page of the back office, with the session of somebody who must not see it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.backoffice.conftest import SECRET_WORD, browser

pytestmark = pytest.mark.django_db

MODELS = sorted(model._meta.label_lower for model in admin.site._registry)
OPERATORS_ONLY = {"companies.user"}
LISTED = [label for label in MODELS if label not in OPERATORS_ONLY]
PAGES_OF_ONE = ("change", "history", "delete")


def page(label, name, *args):
    return reverse(f"admin:{label.replace('.', '_')}_{name}", args=args)


def test_every_model_of_the_back_office_is_walked(rows):
    assert set(rows.by_model()) == set(LISTED)


@pytest.mark.parametrize("label", LISTED)
@pytest.mark.parametrize("name", PAGES_OF_ONE)
def test_a_stranger_does_not_see_one(rows, stranger_browser, label, name):
    answer = stranger_browser.get(page(label, name, rows.by_model()[label].pk), follow=True)
    assert SECRET_WORD not in answer.content.decode()
    assert answer.redirect_chain or answer.status_code in (403, 404)


@pytest.mark.parametrize("label", LISTED)
@pytest.mark.parametrize("query", ["", "?q=wieback", "?o=1", "?company__id__exact=1", "?p=2", "?e=1"])
def test_a_strangers_lists_are_their_own(rows, stranger_browser, label, query):
    answer = stranger_browser.get(page(label, "changelist") + query, follow=True)
    assert answer.status_code == 200
    assert SECRET_WORD not in answer.content.decode()


@pytest.mark.parametrize("label", LISTED)
def test_a_stranger_changes_nothing(rows, stranger_browser, label):
    row = rows.by_model()[label]
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    posted = {"name": "stolen", "role": "owner", "tone": "stolen", "version": "1", "post": "yes"}
    for name in ("change", "delete"):
        stranger_browser.post(page(label, name, row.pk), posted)
    for deed in ("move", "archive", "rotate", "revoke", "retry", "cancel", "read-again"):
        stranger_browser.post(page(label, "do", row.pk, deed), {"target": "ACTIVE"})
    found = type(row)._base_manager.get(pk=row.pk)
    assert {field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields} == before


@pytest.mark.parametrize("action", ["activate", "archive", "delete_selected"])
def test_a_strangers_bulk_action_reaches_no_foreign_campaign(rows, stranger_browser, action):
    data = {"action": action, "_selected_action": [rows.campaign.pk], "post": "yes"}
    stranger_browser.post(page("campaigns.campaign", "changelist"), data)
    rows.campaign.refresh_from_db()
    assert (rows.campaign.status, rows.campaign.is_archived) == ("DRAFT", False)


def test_a_strangers_home_shows_nothing_foreign(rows, stranger_browser):
    answer = stranger_browser.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert SECRET_WORD not in answer.content.decode()


def test_a_stranger_learns_nothing_of_a_job(rows, stranger_browser):
    answer = stranger_browser.get(reverse("admin:core_job_progress"), {"ids": rows.job.pk})
    assert answer.json() == {"jobs": {}}


def test_a_stranger_does_not_begin_a_campaign_from_a_foreign_item(rows, stranger_browser):
    rows.source.campaign_id = None
    rows.source.save(update_fields=["campaign"])
    answer = stranger_browser.get(page("campaigns.campaign", "add") + f"?source={rows.source.pk}")
    assert SECRET_WORD not in answer.content.decode()


def test_a_stranger_cannot_switch_to_a_foreign_company(rows, company, stranger_browser):
    assert stranger_browser.post(reverse("admin:switch_company"), {"company": company.slug}).status_code == 404


@pytest.mark.parametrize("label", MODELS)
def test_who_has_not_signed_in_is_asked_to(rows, client, label):
    for address in (page(label, "changelist"), page(label, "add"), page(label, "change", 1)):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login"))


@pytest.mark.parametrize("label", LISTED)
def test_the_owner_sees_each(rows, owner_browser, label):
    answer = owner_browser.get(page(label, "change", rows.by_model()[label].pk))
    assert answer.status_code == 200
    assert SECRET_WORD in answer.content.decode()
    assert owner_browser.get(page(label, "changelist"), follow=True).status_code == 200
    assert owner_browser.get(page(label, "history", rows.by_model()[label].pk)).status_code == 200


@pytest.mark.parametrize("label", MODELS)
def test_an_operator_sees_all_companies(rows, other_company, operator_browser, label):
    answer = operator_browser.get(page(label, "changelist"))
    assert answer.status_code == 200
    assert SECRET_WORD in answer.content.decode()


@pytest.mark.parametrize("label", ["companies.credential", "companies.user"])
def test_a_colleague_may_not_open_what_only_others_manage(rows, colleague_browser, label):
    assert colleague_browser.get(page(label, "changelist")).status_code == 403


@pytest.mark.parametrize("label", sorted(set(LISTED) - {"companies.credential"}))
def test_a_colleague_looks_and_changes_nothing(rows, colleague_browser, label):
    row = rows.by_model()[label]
    answer = colleague_browser.get(page(label, "change", row.pk))
    assert answer.status_code == 200
    assert 'name="_save"' not in answer.content.decode()
    assert colleague_browser.post(page(label, "change", row.pk), {"name": "x"}).status_code == 403
    assert colleague_browser.get(page(label, "add")).status_code == 403
    assert colleague_browser.get(page(label, "delete", row.pk)).status_code == 403


def test_somebody_without_a_company_does_not_get_in(db):
    from companies.models import User

    lost = browser(User.objects.create_user("lost@example.com", "correct horse battery"))
    answer = lost.get(reverse("admin:index"))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("admin:login"))
