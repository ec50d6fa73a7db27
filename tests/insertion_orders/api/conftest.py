"""Bodies as the vendor's document prints them, but for ids and dates."""

import base64
import time
from typing import Any

import pytest
from django.test import Client

from companies import credentials
from companies.models import Company, CredentialKind, Role
from core.tenancy import company_scope
from tests.conftest import PASSWORD, Caller, make_member

HOUR = 3600


def order_body(**fields: Any) -> dict[str, Any]:
    """The second step's body."""
    now = int(time.time())
    return {
        "ioName": "IO Name 1",
        "ioStartTime": now * 1000,
        "ioEndTime": (now + 30 * 24 * HOUR) * 1000,
        "ioTotalBudget": 1000,
        "ioTimeZoneId": 29,
        "isAutoSumIoTotalBudget": True,
        "ioBudgetTypeId": 1,
        "ioBudgetDistributionMethodId": 1,
        **fields,
    }


def campaign_body(order_id: int, creative_id: int, **fields: Any) -> dict[str, Any]:
    """The third step's body."""
    now = int(time.time())
    return {
        "campaignName": "NewTest",
        "maxBid": 100,
        "budgetTotal": 1500,
        "startTime": now + HOUR,
        "endTime": now + 7 * 24 * HOUR,
        "timezone": 29,
        "budgetDay": 50,
        "creativeType": 11,
        "isAgreementChecked": True,
        "ioId": order_id,
        "countryId": "30100001",
        "creativeIds": str(creative_id),
        "advertiserDomain": "https://iqm.com",
        "totalBudgetPacing": False,
        "publisherAdCategory": "",
        "exchanges": "",
        "budgetTypeId": 1,
        "campaignType": 1,
        **fields,
    }


def basic(key: str, secret: str) -> str:
    """An HTTP basic authorisation."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


class Tool:
    """A buying tool of a company, with a person who uses it."""

    def __init__(self, company: Company, role: str = Role.MARKETER, name: str = "bert") -> None:
        self.company = company
        self.person = make_member(company, name, role)
        with company_scope(company.pk):
            issued = credentials.issue(company_id=company.pk, kind=CredentialKind.DSP, name="Tool")
        self.credential, self.secret = issued.credential, issued.secret

    def login(self, *, header: str = "Authorization", host: str = "", **body: Any) -> Any:
        """Sign in."""
        assert self.person.user is not None
        sent = {"grantType": "password", "email": self.person.user.email, "password": PASSWORD, **body}
        headers = {header: basic(self.credential.key, self.secret), **({"X-IAA-HOST": host} if host else {})}
        return Client().post("/api/v3/ua/login", sent, "application/json", headers=headers)

    def caller(self) -> Caller:
        """The person, signed in."""
        data = self.login().json()["data"]
        headers = {"Authorization": f"Bearer {data['access_token']}", "X-IAA-OW-ID": str(data["owId"])}
        return Caller(headers, self.person.user, self.company)


@pytest.fixture
def tool(company: Company) -> Tool:
    """A buying tool."""
    return Tool(company)
