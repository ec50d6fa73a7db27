"""The page that shows secrets, once."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from companies.credentials import Issued
from companies.models import CredentialKind
from companies.office.base import OfficeAdmin


@dataclass(frozen=True, slots=True)
class Secrets:
    """Secrets that belong together.

    Args:
        title: whose they are.
        values: pairs of a name and what is to be copied.
        note: how to use them.
    """

    title: str
    values: list[tuple[str, str]]
    note: str = ""


USES = {
    CredentialKind.PARTNER: "The partner sends both to POST /auth/token and gets a token for an hour.",
    CredentialKind.MESSAGING: "The application sends it with each call.",
    CredentialKind.AGENCY: "The agency buys tokens with key and secret, and signs bodies with the signing secret.",
    CredentialKind.DSP: "The buying tool signs in with both, together with a person's e-mail address and password.",
}


def of(issued: Issued) -> Secrets:
    """A credential's halves as its door calls them."""
    credential = issued.credential
    key, secret = credential.key, issued.secret
    if credential.kind == CredentialKind.MESSAGING:
        values = [("API key", f"{key}.{secret}")]
    elif credential.kind == CredentialKind.DSP:
        values = [("Client id", key), ("Client secret", secret)]
    else:
        values = [("API key", key), ("API secret", secret)]
    if issued.signing_secret:
        values.append(("Signing secret", issued.signing_secret))
    return Secrets(str(credential), values, USES[CredentialKind(credential.kind)])


def show(
    request: HttpRequest, admin: OfficeAdmin, *, title: str, groups: list[Secrets], back: str, intro: str = ""
) -> HttpResponse:
    """The page with secrets; it is the answer itself, so that nothing has to keep them for a second look.

    Args:
        back: where to go on, and what the address bar shows, so that reloading does not post again.
    """
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "groups": groups,
        "back": back,
        "intro": intro,
    }
    response = TemplateResponse(request, "office/secrets.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
