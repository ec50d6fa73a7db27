"""Signing in to a workspace by a buying tool, and going on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from companies import credentials
from companies.models import Company, Membership
from core.tenancy import company_scope
from tests.conftest import Caller, make_company
from tests.insertion_orders.api.conftest import Tool, basic

pytestmark = pytest.mark.django_db

NOT_ALLOWED = {
    "success": False,
    "errorObjects": [{"error": "User doesn't exist or user is not allowed to provided workspace."}],
}
LIST = "/api/v3/cmp/static/io/status/list"


def test_a_login_is_answered_as_the_document_prints_it(tool: Tool) -> None:
    answer = tool.login(header="Authentication")
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == ["success", "data"]
    data = body["data"]
    assert list(data) == ["access_token", "refresh_token", "scope", "token_type", "expires_in", "owId"]
    assert (data["scope"], data["token_type"], data["expires_in"]) == ("read write", "bearer", 35999)
    assert data["owId"] == tool.company.ow_id


@pytest.mark.parametrize("header", ["Authorization", "Authentication"])
def test_a_token_opens_the_door_by_either_header(tool: Tool, header: str) -> None:
    data = tool.login().json()["data"]
    headers = {header: f"Bearer {data['access_token']}", "X-IAA-OW-ID": str(data["owId"])}
    assert Client().get(LIST, headers=headers).status_code == 200


def test_a_wrong_password_is_forbidden(tool: Tool) -> None:
    answer = tool.login(password="wrong")
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_a_wrong_client_is_forbidden(tool: Tool) -> None:
    tool.secret = "wrong"
    answer = tool.login()
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


@pytest.mark.parametrize("header", ["", "Basic", "Basic ###", "Basic /w==", "Bearer x"])
def test_a_client_that_does_not_say_who_it_is_is_forbidden(tool: Tool, header: str) -> None:
    body = {"grantType": "password", "email": tool.person.user.email, "password": "x"}
    answer = Client().post("/api/v3/ua/login", body, "application/json", headers={"Authorization": header})
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_a_partners_key_opens_no_workspace(tool: Tool, company: Company) -> None:
    with company_scope(company.pk):
        issued = credentials.issue(company_id=company.pk, kind="partner", name="Portal")
    tool.credential, tool.secret = issued.credential, issued.secret
    assert tool.login().status_code == 403


def test_a_revoked_client_is_forbidden_and_its_tokens_end(tool: Tool, company: Company) -> None:
    caller = tool.caller()
    with company_scope(company.pk):
        credentials.revoke(credential=tool.credential)
    assert tool.login().status_code == 403
    assert caller.get(LIST).status_code == 401


def test_a_member_of_another_company_is_not_allowed_to_this_workspace(tool: Tool, stranger: Caller) -> None:
    answer = tool.login(email=stranger.user.email)
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_a_person_of_no_company_is_told_so(tool: Tool, company: Company) -> None:
    with company_scope(company.pk):
        Membership.objects.filter(user=tool.person.user).delete()
    answer = tool.login()
    assert answer.status_code == 400
    assert answer.json() == {
        "success": False,
        "errorObjects": [
            {
                "error": "User is not allowed to access provided customer",
                "reason": "User is not associated with any active organization.",
            }
        ],
    }


def test_a_company_on_hold_is_answered_as_the_document_prints_it(tool: Tool, company: Company) -> None:
    company.on_hold_since, company.on_hold_reason = timezone.now(), "Missed payments."
    company.save()
    answer = tool.login()
    assert answer.status_code == 400
    assert answer.json() == {
        "success": False,
        "data": {"status": "On Hold", "reason": "Missed payments.", "supportEmail": "support@localhost"},
        "errorObjects": [
            {
                "error": "User is not allowed to access provided customer",
                "reason": "User is not associated with any active organization.",
            }
        ],
    }


def test_a_company_on_hold_ends_calls_that_were_signed_in_before(tool: Tool, company: Company) -> None:
    caller = tool.caller()
    company.on_hold_since = timezone.now()
    company.save()
    answer = caller.get("/api/v2/cmp/campaigns/list")
    assert answer.status_code == 400
    assert answer.json()["responseObject"]["status"] == "On Hold"


def test_a_host_of_ones_own_company_is_taken(tool: Tool) -> None:
    assert tool.login(host=f"https://{tool.company.slug}.muster.example").status_code == 200


def test_a_host_that_is_no_companys_says_nothing(tool: Tool) -> None:
    for host in ("app.iqm.com", "https://localhost:8000", "://", "[::1"):
        assert tool.login(host=host).status_code == 200


def test_a_host_of_a_company_that_the_user_is_not_of_is_forbidden(tool: Tool, other_company: Company) -> None:
    answer = tool.login(host=f"{other_company.slug}.muster.example")
    assert (answer.status_code, answer.json()) == (403, NOT_ALLOWED)


def test_another_grant_is_named(tool: Tool) -> None:
    answer = tool.login(grantType="implicit")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errorObjects"]] == ["grantType"]


def test_missing_values_are_named(tool: Tool) -> None:
    answer = Client().post("/api/v3/ua/login", {}, "application/json")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errorObjects"]] == ["grantType", "email", "password"]


def test_guessing_is_slowed_down(tool: Tool) -> None:
    for _ in range(10):
        tool.login(password="wrong")
    answer = tool.login()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_a_token_of_another_workspace_is_refused(tool: Tool, other_company: Company) -> None:
    caller = tool.caller()
    answer = caller.get(LIST, **{"X-IAA-OW-ID": str(other_company.ow_id)})
    assert answer.status_code == 401


def test_no_token_is_refused_before_the_workspace_is_asked_for(nobody: Caller) -> None:
    assert nobody.get(LIST).status_code == 401


def test_a_missing_workspace_is_forbidden(tool: Tool) -> None:
    caller = tool.caller()
    del caller.headers["X-IAA-OW-ID"]
    answer = caller.get(LIST)
    assert answer.status_code == 403
    assert answer.json() == {"success": False, "errorObjects": [{"error": "The X-IAA-OW-ID header is required."}]}


def test_a_native_token_opens_no_workspace(owner: Caller, company: Company) -> None:
    assert owner.get(LIST, **{"X-IAA-OW-ID": str(company.ow_id)}).status_code == 401


def test_who_leaves_the_company_leaves_the_workspace(tool: Tool, company: Company) -> None:
    caller = tool.caller()
    with company_scope(company.pk):
        Membership.objects.filter(user=tool.person.user).delete()
    assert caller.get(LIST).status_code == 401


def test_a_refresh_gives_a_new_pair(tool: Tool) -> None:
    old = tool.login().json()["data"]
    body = {"grant_type": "refresh_token", "refresh_token": old["refresh_token"]}
    answer = Client().post("/api/oauth/token", body, "application/json")
    assert answer.status_code == 200
    found = answer.json()
    assert found["data"]["access_token"] == found["access_token"]
    headers = {"Authorization": f"Bearer {found['access_token']}", "X-IAA-OW-ID": str(found["owId"])}
    assert Client().get(LIST, headers=headers).status_code == 200


def test_a_refresh_may_be_a_form_and_its_grant_in_camel_case(tool: Tool) -> None:
    refresh = tool.login().json()["data"]["refresh_token"]
    form = f"grant_type=refresh_token&refresh_token={refresh}"
    kind = "application/x-www-form-urlencoded"
    assert Client().post("/api/oauth/token", form, kind).status_code == 200
    body = {"grantType": "refresh_token", "refresh_token": refresh}
    assert Client().post("/api/oauth/token", body, "application/json").status_code == 200


def test_an_access_token_refreshes_nothing(tool: Tool) -> None:
    body = {"grant_type": "refresh_token", "refresh_token": tool.login().json()["data"]["access_token"]}
    assert Client().post("/api/oauth/token", body, "application/json").status_code == 403


def test_another_tools_client_cannot_refresh(tool: Tool, company: Company) -> None:
    other = Tool(company, name="bodil")
    body = {"grant_type": "refresh_token", "refresh_token": tool.login().json()["data"]["refresh_token"]}
    headers = {"Authorization": basic(other.credential.key, other.secret)}
    answer = Client().post("/api/oauth/token", body, "application/json", headers=headers)
    assert answer.status_code == 403


def test_a_member_of_two_companies_enters_the_tools_own(tool: Tool) -> None:
    second = make_company("second")
    with company_scope(second.pk):
        Membership.objects.create(company=second, user=tool.person.user, role="owner")
    assert tool.login().json()["data"]["owId"] == tool.company.ow_id


def test_a_new_password_ends_tokens(tool: Tool) -> None:
    caller = tool.caller()
    later = timezone.now() + timedelta(seconds=2)
    type(tool.person.user).objects.filter(pk=tool.person.user.pk).update(tokens_valid_after=later)
    assert caller.get(LIST).status_code == 401


def test_an_analyst_may_look_but_not_buy(company: Company) -> None:
    caller = Tool(company, role="analyst", name="anton").caller()
    assert caller.get("/api/v2/cmp/campaigns/list").status_code == 200
    assert caller.post("/api/v3/cmp/io/add", {}).status_code == 403
