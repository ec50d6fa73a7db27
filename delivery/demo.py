"""What the messaging and agency examples need: approved templates, groups, and some people who do not exist."""

from dataclasses import replace
from typing import Any

from audiences import contacts, groups
from audiences.models import Contact, Group
from companies.models import Company
from core.channels import Channel
from core.fields import fold
from templates_app import approval, writing
from templates_app.models import MessageTemplate
from templates_app.rendering.content import CardContent, VersionContent

GREETING = {"header_kind": "text", "header_text": "Say {{1}}", "body": "A warm {{1}} to you from all of us."}
CAROUSEL = {
    "body": "Fresh from the farm this week.",
    "cards": (
        CardContent(body="Whole milk, delivered by seven."),
        CardContent(body="Oat milk, for those who like it."),
    ),
}
OFFER = {
    "subject": "{{name}}, {{offer}}",
    "source_format": "html",
    "source": "<h1>Hello {{name}}</h1><p>This is for you: {{offer}}.</p>",
}
TEMPLATES: dict[str, tuple[str, dict[str, Any]]] = {
    "test_template_1": (Channel.WHATSAPP, GREETING),
    "carousel_milk": (Channel.WHATSAPP, CAROUSEL),
    "weekly_offer": (Channel.EMAIL, OFFER),
}
# `.example` can never be anybody's, and numbers with 555 01 are kept for fiction.
PEOPLE = (
    ("Anna", "Berg", "+12025550101"),
    ("Bjørn", "Dahl", "+12025550102"),
    ("Carla", "Eide", "+12025550103"),
    ("David", "Foss", "+12025550104"),
)
GROUPS = ("test_group", "Team Testing")


def fill(company: Company) -> dict[str, Any]:
    """Fill a demo company; what is there already stays as it is."""
    found = {name: _template(company, name, *made) for name, made in TEMPLATES.items()}
    people = [_person(company, *person) for person in PEOPLE]
    lists = {name: _group(company, name, people) for name in GROUPS}
    return {
        "email_template_id": found["weekly_offer"].pk,
        "whatsapp_template_id": found["test_template_1"].pk,
        "list_id": lists[GROUPS[0]].pk,
        "group_name": GROUPS[0],
    }


def _template(company: Company, name: str, channel: str, content: dict[str, Any]) -> MessageTemplate:
    template: MessageTemplate | None = MessageTemplate.objects.filter(name_folded=fold(name)).first()
    if template is None:
        template = writing.create_template(company_id=company.pk, name=name, channel=channel)
        blank = VersionContent(channel=str(channel), template=name, language=template.language)
        writing.write_content(template=template, content=replace(blank, **content))
        approval.submit(template=template)
        approval.approve(template=template)
    return template


def _person(company: Company, first: str, last: str, phone: str) -> Contact:
    email = f"{first}.{last}@people.example".lower().replace("ø", "o")
    contact: Contact | None = Contact.objects.filter(email=email).first()
    fields = {"email": email, "phone": phone, "first_name": first, "last_name": last}
    return contact or contacts.create(company_id=company.pk, fields=fields)


def _group(company: Company, name: str, people: list[Contact]) -> Group:
    group = groups.get_or_create(company_id=company.pk, name=name)
    groups.add(group=group, contact_ids=[person.pk for person in people])
    return group
