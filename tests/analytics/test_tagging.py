"""UTM tags: what templates come to, and that nothing else in an address changes. No database."""

import pytest

from analytics.models import Mode
from analytics.tracking import tagging, targets
from analytics.tracking.tagging import Facts

SHOP = "https://shop.example/garden"
TAGS = {"utm_source": "linkedin", "utm_campaign": "garden weeks"}
FACTS = Facts(
    company="storhaug", platform="linkedin", campaign="Blåbær & Co: uke 7!", campaign_id="AbC123xy", content="Zc8w"
)


# By target: with the tags where they are missing, and with the tags replaced.
ADDRESSES = {
    SHOP: (f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    f"{SHOP}?": (f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    f"{SHOP}?b=2&a=1": (f"{SHOP}?b=2&a=1&utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    f"{SHOP}?a=1&": (f"{SHOP}?a=1&utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    f"{SHOP}?a=1&a=2&a=": (f"{SHOP}?a=1&a=2&a=&utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    f"{SHOP}?q=a%2Fb+c%20d&%C3%A5": (f"{SHOP}?q=a%2Fb+c%20d&%C3%A5&utm_source=linkedin&utm_campaign=garden%20weeks",)
    * 2,
    f"{SHOP}#beds": (f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks#beds",) * 2,
    f"{SHOP}?a=1#/page?utm_source=x": (
        f"{SHOP}?a=1&utm_source=linkedin&utm_campaign=garden%20weeks#/page?utm_source=x",
    )
    * 2,
    f"{SHOP}?utm_source=shop&a=1": (
        f"{SHOP}?utm_source=shop&a=1&utm_campaign=garden%20weeks",
        f"{SHOP}?a=1&utm_source=linkedin&utm_campaign=garden%20weeks",
    ),
    f"{SHOP}?utm_source=": (
        f"{SHOP}?utm_source=&utm_campaign=garden%20weeks",
        f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks",
    ),
    f"{SHOP}?UTM_Source=shop": (
        f"{SHOP}?UTM_Source=shop&utm_campaign=garden%20weeks",
        f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks",
    ),
    f"{SHOP}?utm%5Fsource=shop": (
        f"{SHOP}?utm%5Fsource=shop&utm_campaign=garden%20weeks",
        f"{SHOP}?utm_source=linkedin&utm_campaign=garden%20weeks",
    ),
    f"{SHOP}?utm_source=a&x=1&utm_source=b&utm_campaign=c#e": (
        f"{SHOP}?utm_source=a&x=1&utm_source=b&utm_campaign=c#e",
        f"{SHOP}?x=1&utm_source=linkedin&utm_campaign=garden%20weeks#e",
    ),
    f"{SHOP}?utm_term=kept": (f"{SHOP}?utm_term=kept&utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
    "https://shop.example": ("https://shop.example?utm_source=linkedin&utm_campaign=garden%20weeks",) * 2,
}  # fmt: skip


@pytest.mark.parametrize("target", ADDRESSES)
def test_missing_tags_are_added_and_none_is_overwritten(target):
    assert tagging.tagged(target, TAGS, replace=False) == ADDRESSES[target][0]


@pytest.mark.parametrize("target", ADDRESSES)
def test_tags_are_replaced(target):
    assert tagging.tagged(target, TAGS, replace=True) == ADDRESSES[target][1]


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("target", ADDRESSES)
def test_tagging_twice_is_tagging_once(target, replace):
    once = tagging.tagged(target, TAGS, replace=replace)
    assert tagging.tagged(once, TAGS, replace=replace) == once


@pytest.mark.parametrize("target", ADDRESSES)
def test_without_tags_nothing_changes(target):
    assert tagging.tagged(target, {}, replace=True) == target


def test_values_are_encoded():
    tags = {"utm_term": "a&b=c#d/é +%"}
    assert tagging.tagged(SHOP, tags, replace=False) == f"{SHOP}?utm_term=a%26b%3Dc%23d%2F%C3%A9%20%2B%25"


TEMPLATES = {
    "{platform}": "linkedin",
    "{medium}": "social",
    "{campaign}": "blåbær-co-uke-7",
    "{content}": "Zc8w",
    "{company}": "storhaug",
    "{name}": "",
    "news": "news",
    "{company}-{platform}/{content}": "storhaug-linkedin/Zc8w",
    " {name} ": "",
    "": "",
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_placeholders_are_filled(template):
    assert tagging.fill(template, FACTS) == TEMPLATES[template]


MEDIA = {
    "": "",
    "linkedin": "social",
    "tiktok": "social",
    "email": "email",
    "sms": "sms",
    "push": "push",
    "blog": "blog",
}


@pytest.mark.parametrize("platform", MEDIA)
def test_the_medium_follows_the_platform(platform):
    assert Facts(platform=platform).said("medium") == MEDIA[platform]


def test_a_campaign_without_letters_is_named_by_its_id():
    assert Facts(campaign="!!!", campaign_id="AbC123xy").said("campaign") == "AbC123xy"


@pytest.mark.parametrize("template", TEMPLATES)
def test_good_templates_have_no_fault(template):
    assert tagging.fault(template) == ""


BAD_TEMPLATES = {
    "{channel}": "“{channel}” is not a placeholder.",
    "{}": "“{}” is not a placeholder.",
    "{ platform }": "“{ platform }” is not a placeholder.",
    "{platform.__class__}": "“{platform.__class__}” is not a placeholder.",
    "a{b": "A brace stands alone.",
    "a}b": "A brace stands alone.",
    "{{platform}}": "A brace stands alone.",
}


@pytest.mark.parametrize("template", BAD_TEMPLATES)
def test_other_placeholders_are_refused(template):
    assert tagging.fault(template).startswith(BAD_TEMPLATES[template])


def test_a_links_own_tags_come_first_and_an_empty_one_leaves_it_out():
    templates = {"utm_source": "{platform}", "utm_medium": "{medium}", "utm_term": "{name}"}
    own = {"utm_source": "partner {platform}", "utm_medium": ""}
    assert tagging.values(templates, FACTS, own) == {"utm_source": "partner {platform}"}


# By mode: what becomes of an address that names its source, with a policy's source and a link's own term.
MODES = {
    Mode.OFF: f"{SHOP}?utm_source=shop&utm_term=beds",
    Mode.ADD: f"{SHOP}?utm_source=shop&utm_term=beds",
    Mode.REPLACE: f"{SHOP}?utm_source=linkedin&utm_term=beds",
}


@pytest.mark.parametrize("mode", MODES)
def test_the_mode_decides(mode):
    tags = {"utm_source": "linkedin", "utm_term": "beds"}
    assert tagging.apply(f"{SHOP}?utm_source=shop", tags, mode, {"utm_term": "beds"}) == MODES[mode]


def test_off_leaves_an_address_without_tags_of_its_own_as_it_is():
    assert tagging.apply(SHOP, {"utm_source": "linkedin"}, Mode.OFF, {}) == SHOP


ASCII = {
    "https://blåbær.example/å?ø=æ#ß": "https://xn--blbr-roah.example/%C3%A5?%C3%B8=%C3%A6#%C3%9F",
    "https://straße.example:8443/": "https://xn--strae-oqa.example:8443/",
    "https://straße.example:443?a": "https://xn--strae-oqa.example?a",
    "https://shop.example/%C3%A5%20b": "https://shop.example/%C3%A5%20b",
    "https://[2001:db8::1]:8080/å": "https://[2001:db8::1]:8080/%C3%A5",
    "https://shop.example/a'(b)": "https://shop.example/a'(b)",
}


@pytest.mark.parametrize("target", ASCII)
def test_a_header_holds_ascii_only(target):
    assert targets.ascii_only(target) == ASCII[target]


GOOD_TARGETS = [
    SHOP, "http://shop.example", "HTTPS://Shop.Example/A", "https://shop.example:8443/a?b=c#d", "https://127.0.0.1/",
    "https://blåbær.example/å", "https://[2001:db8::1]/", "https://shop.example/?to=https://a@b", "https://localhost/",
    "https://shop.example/a@b", "https://shop.example/" + "x" * (2083 - 21),
]  # fmt: skip


@pytest.mark.parametrize("target", GOOD_TARGETS, ids=lambda target: target[:40])
def test_a_web_address_will_do(target):
    assert targets.fault(target) == ""


BAD_TARGETS = [
    "", "shop.example", "/garden", "//shop.example", "javascript:alert(1)", "data:text/html,x", "ftp://shop.example",
    "https:shop.example", "https://", "https:///garden", "https://?a", "https:/shop.example", " https://shop.example",
    "https://shop.example/a b", "https://shop.example\n/", "https://shop.example\\@evil.example", "https://a:b@c.example",
    "https://bank.example@evil.example/", "https://@shop.example", "https://shop.example:99999/", "https://[::1",
    "https://shop.example/\x7f", "https://shop.example/\x00", "https://%zz/", "https://shop.example/" + "x" * 2063,
]  # fmt: skip


@pytest.mark.parametrize("target", BAD_TARGETS, ids=lambda target: repr(target[:40]))
def test_anything_else_is_refused(target):
    assert targets.fault(target) != ""
