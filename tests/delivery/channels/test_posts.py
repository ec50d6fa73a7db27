"""Posts on platforms: what each is asked, what comes of it, and that nothing is posted twice."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import OutboundError
from delivery.channels import bluesky as bluesky_module
from delivery.channels.base import Published, RefusedError, UncertainError
from tests.delivery.channels.conftest import DUE, post

TOKEN = "a-token-that-nobody-may-see"
PNG = b"\x89PNG and so on"


def refused(channel, item):
    with pytest.raises(OutboundError) as caught:
        channel.publish(item)
    assert TOKEN not in caught.value.message
    return caught.value


def picture(api, name="1.png", content=PNG, content_type="image/png", status=200):
    api.answer(f"GET /{name}", content, status, Content_Type=content_type)
    return f"{api.url}/{name}"


# -- Telegram


@pytest.fixture
def telegram(api, make):
    return make("telegram", secrets={"bot_token": TOKEN}, chat_id="@hotel", base_url=api.url)


def test_a_text_on_telegram(api, telegram):
    api.answer(
        f"POST /bot{TOKEN}/sendMessage", {"ok": True, "result": {"message_id": 7, "chat": {"username": "hotel"}}}
    )
    assert telegram.publish(post("Hello", link="https://h.example")) == Published("7", "https://t.me/hotel/7")
    assert api.calls[0].json == {"chat_id": "@hotel", "text": "Hello\n\nhttps://h.example"}


@pytest.mark.parametrize(
    ("media", "method", "body"),
    [
        (("https://i.example/1.jpg",), "sendPhoto", {"photo": "https://i.example/1.jpg", "caption": "Hello"}),
        (("https://i.example/1.MP4?x=1",), "sendVideo", {"video": "https://i.example/1.MP4?x=1", "caption": "Hello"}),
        (
            ("https://i.example/1.jpg", "https://i.example/2.mp4"),
            "sendMediaGroup",
            {
                "media": [
                    {"type": "photo", "media": "https://i.example/1.jpg", "caption": "Hello"},
                    {"type": "video", "media": "https://i.example/2.mp4"},
                ]
            },
        ),
    ],
)
def test_pictures_and_videos_on_telegram(api, telegram, media, method, body):
    result = {"message_id": 7, "chat": {}}
    api.answer(f"POST /bot{TOKEN}/{method}", {"ok": True, "result": [result] if "Group" in method else result})
    assert telegram.publish(post("Hello", media=media)) == Published("7")
    assert api.calls[0].json == {"chat_id": "@hotel", **body}


def test_a_caption_that_is_too_long_is_not_sent(api, telegram):
    error = refused(telegram, post("x" * 1025, media=("https://i.example/1.jpg",)))
    assert (error.permanent, api.calls) == (True, [])


@pytest.mark.parametrize(
    ("status", "permanent", "of_account"), [(400, True, False), (401, True, True), (404, True, True)]
)
def test_a_refusal_by_telegram(api, telegram, status, permanent, of_account):
    body = {"ok": False, "error_code": status, "description": f"Bad {TOKEN}"}
    api.answer(f"POST /bot{TOKEN}/sendMessage", body, status)
    error = refused(telegram, post())
    assert (error.message, error.permanent, error.of_account) == ("Bad •••", permanent, of_account)


def test_telegram_says_how_long_to_wait(api, telegram):
    body = {"ok": False, "error_code": 429, "description": "Slow down", "parameters": {"retry_after": 35}}
    api.answer(f"POST /bot{TOKEN}/sendMessage", body, 429)
    error = refused(telegram, post())
    assert (error.permanent, error.retry_after) == (False, 35.0)


def test_a_post_without_an_answer_is_uncertain(api, telegram):
    api.hang_up(f"POST /bot{TOKEN}/sendMessage")
    error = refused(telegram, post())
    assert isinstance(error, UncertainError)
    assert error.permanent


def test_checking_telegram(api, telegram):
    api.answer(f"POST /bot{TOKEN}/getMe", {"ok": True, "result": {"username": "hotelbot"}})
    api.answer(f"POST /bot{TOKEN}/getChat", {"ok": True, "result": {"title": "Hotel news"}})
    assert telegram.check() == "@hotelbot is signed in and sees “Hotel news”."


# -- Mastodon


@pytest.fixture
def mastodon(api, make, monkeypatch):
    monkeypatch.setattr("delivery.channels.mastodon.PAUSE", 0.0)
    return make("mastodon", secrets={"access_token": TOKEN}, base_url=api.url)


def test_a_post_on_mastodon(api, mastodon):
    api.answer("POST /api/v1/statuses", {"id": "9", "url": "https://m.example/@hotel/9"})
    assert mastodon.publish(post("Hei", language="nb")) == Published("9", "https://m.example/@hotel/9")
    call = api.calls[0]
    assert call.json == {"status": "Hei", "visibility": "public", "language": "nb"}
    assert (call.headers["idempotency-key"], call.headers["authorization"]) == ("content:5", f"Bearer {TOKEN}")


def test_a_picture_is_uploaded_and_waited_for(api, mastodon):
    url = picture(api)
    api.answer("POST /api/v2/media", {"id": "33"}, 202)
    api.answer("GET /api/v1/media/33", {"id": "33"}, 206)
    api.answer("GET /api/v1/media/33", {"id": "33", "url": "x"})
    api.answer("POST /api/v1/statuses", {"id": "9", "url": "u"})
    mastodon.publish(post(media=(url,)))
    assert api.paths() == [
        "GET /1.png", "POST /api/v2/media", "GET /api/v1/media/33", "GET /api/v1/media/33", "POST /api/v1/statuses"
    ]  # fmt: skip
    fetched, upload = api.calls[0], api.calls[1]
    assert "authorization" not in fetched.headers
    assert re.match(
        rb'--(\w+)\r\nContent-Disposition: form-data; name="file"; filename="1\.png"\r\n'
        rb"Content-Type: image/png\r\n\r\n\x89PNG and so on\r\n--\1--\r\n",
        upload.raw,
    )
    assert api.calls[-1].json["media_ids"] == ["33"]


def test_trying_again_on_mastodon_does_no_harm(api, mastodon):
    api.hang_up("POST /api/v1/statuses")
    error = refused(mastodon, post())
    assert (error.code, error.permanent) == ("UNCERTAIN", False)
    assert not isinstance(error, UncertainError)


@pytest.mark.parametrize(
    ("status", "permanent", "of_account"), [(401, True, True), (422, True, False), (503, False, False)]
)
def test_a_refusal_by_mastodon(api, mastodon, status, permanent, of_account):
    api.answer("POST /api/v1/statuses", {"error": f"No {TOKEN}"}, status)
    error = refused(mastodon, post())
    assert (error.message, error.permanent, error.of_account) == ("No •••", permanent, of_account)


@pytest.mark.parametrize(
    ("status", "content_type", "permanent"),
    [(404, "image/png", True), (503, "image/png", False), (200, "text/html", True)],
)
def test_a_picture_that_is_none_stops_the_post(api, mastodon, status, content_type, permanent):
    url = picture(api, status=status, content_type=content_type)
    error = refused(mastodon, post(media=(url,)))
    assert error.permanent is permanent
    assert api.paths() == ["GET /1.png"]


def test_checking_mastodon(api, mastodon):
    api.answer("GET /api/v1/accounts/verify_credentials", {"acct": "hotel"})
    assert mastodon.check() == "Signed in as @hotel@127.0.0.1."


# -- Bluesky

CREATE = "POST /xrpc/com.atproto.repo.createRecord"
RKEY = re.compile(r"[234567abcdefghij][234567a-z]{12}")


@pytest.fixture
def bluesky(api, make):
    api.answer("POST /xrpc/com.atproto.server.createSession", {"did": "did:plc:abc", "accessJwt": "jwt-1"})
    return make("bluesky", secrets={"app_password": TOKEN}, identifier="@hotel.example", base_url=api.url)


def test_a_post_on_bluesky(api, bluesky):
    api.answer(CREATE, {"uri": "at://did:plc:abc/app.bsky.feed.post/x", "cid": "c"})
    item = post("Vårtilbud 🌷 #påske https://h.example/a.", language="nb")
    found = bluesky.publish(item)
    rkey = bluesky_module.record_key(item)
    assert found == Published(
        f"at://did:plc:abc/app.bsky.feed.post/{rkey}", f"https://bsky.app/profile/hotel.example/post/{rkey}"
    )
    assert api.calls[0].json == {"identifier": "hotel.example", "password": TOKEN}
    assert api.calls[1].headers["authorization"] == "Bearer jwt-1"
    assert api.calls[1].json == {
        "repo": "did:plc:abc",
        "collection": "app.bsky.feed.post",
        "rkey": rkey,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Vårtilbud 🌷 #påske https://h.example/a.",
            "createdAt": "2027-05-02T11:00:00Z",
            "facets": [
                {
                    "index": {"byteStart": 24, "byteEnd": 43},
                    "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://h.example/a"}],
                },
                {
                    "index": {"byteStart": 16, "byteEnd": 23},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "påske"}],
                },
            ],
            "langs": ["nb"],
        },
    }


def test_pictures_on_bluesky(api, bluesky):
    url = picture(api)
    blob = {"$type": "blob", "ref": {"$link": "bafy"}, "mimeType": "image/png", "size": 16}
    api.answer("POST /xrpc/com.atproto.repo.uploadBlob", {"blob": blob})
    api.answer(CREATE, {})
    bluesky.publish(post(media=(url,)))
    assert (api.calls[2].raw, api.calls[2].headers["content-type"]) == (PNG, "image/png")
    assert api.calls[3].json["record"]["embed"] == {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": "", "image": blob}],
    }


def test_a_records_key_is_a_tid_that_follows_the_time():
    keys = [bluesky_module.record_key(replace(post(), due_at=DUE + timedelta(seconds=n))) for n in range(50)]
    assert all(RKEY.fullmatch(key) for key in keys)
    assert keys == sorted(set(keys))
    assert bluesky_module.record_key(post()) == bluesky_module.record_key(post())
    assert bluesky_module.record_key(post()) != bluesky_module.record_key(replace(post(), key="content:6"))


@pytest.mark.parametrize("status", [400, 409, 500])
def test_a_record_that_is_there_already_is_the_post(api, bluesky, status):
    api.answer(CREATE, {"error": "InternalServerError", "message": "Internal Server Error"}, status)
    api.answer("GET /xrpc/com.atproto.repo.getRecord", {"uri": "at://x", "value": {}})
    item = post()
    assert bluesky.publish(item).external_id.endswith(bluesky_module.record_key(item))
    rkey = bluesky_module.record_key(item)
    assert api.paths()[-1] == (
        f"GET /xrpc/com.atproto.repo.getRecord?repo=did:plc:abc&collection=app.bsky.feed.post&rkey={rkey}"
    )


def test_a_lost_answer_is_looked_up(api, bluesky):
    api.hang_up(CREATE)
    api.answer("GET /xrpc/com.atproto.repo.getRecord", {"uri": "at://x", "value": {}})
    assert bluesky.publish(post()).external_id.startswith("at://did:plc:abc/")


def test_a_post_that_did_not_arrive_may_be_tried_again(api, bluesky):
    api.hang_up(CREATE)
    api.answer("GET /xrpc/com.atproto.repo.getRecord", {"error": "RecordNotFound"}, 400)
    error = refused(bluesky, post())
    assert (error.code, error.permanent) == ("UNCERTAIN", False)


@pytest.mark.parametrize(
    ("status", "body", "permanent", "of_account"),
    [
        (400, {"error": "InvalidRequest", "message": "Too long"}, True, False),
        (400, {"error": "ExpiredToken", "message": "Too old"}, False, True),
        (429, {"error": "RateLimitExceeded", "message": "Slow"}, False, True),
        (500, {"message": "Oh"}, False, False),
    ],
)
def test_a_refusal_by_bluesky(api, bluesky, status, body, permanent, of_account):
    api.answer(CREATE, body, status)
    error = refused(bluesky, post())
    assert (error.message, error.permanent, error.of_account) == (body["message"], permanent, of_account)


def test_a_wrong_app_password(api, make):
    body = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
    api.answer("POST /xrpc/com.atproto.server.createSession", body, 401)
    channel = make("bluesky", secrets={"app_password": TOKEN}, identifier="h.example", base_url=api.url)
    with pytest.raises(RefusedError, match="Invalid identifier or password") as caught:
        channel.check()
    assert (caught.value.permanent, caught.value.of_account) == (True, True)


# -- LinkedIn


@pytest.fixture
def linkedin(api, make):
    return make("linkedin", secrets={"access_token": TOKEN}, author="urn:li:organization:12", base_url=api.url)


def test_a_post_on_linkedin(api, linkedin):
    api.answer("POST /rest/posts", b"", 201, x_restli_id="urn:li:share:77")
    found = linkedin.publish(post("Join (us) #now @all", link="https://h.example", title="Hotel"))
    assert found == Published("urn:li:share:77", "https://www.linkedin.com/feed/update/urn:li:share:77/")
    call = api.calls[0]
    assert {
        name: call.headers[name] for name in ("linkedin-version", "x-restli-protocol-version", "authorization")
    } == {
        "linkedin-version": "202610",
        "x-restli-protocol-version": "2.0.0",
        "authorization": f"Bearer {TOKEN}",
    }
    assert call.json == {
        "author": "urn:li:organization:12",
        "commentary": "Join \\(us\\) #now \\@all",
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "content": {"article": {"source": "https://h.example", "title": "Hotel"}},
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 2])
def test_pictures_on_linkedin(api, linkedin, count):
    urls = tuple(picture(api, f"{n}.png") for n in range(count))
    value = {"uploadUrl": f"{api.url}/put", "image": "urn:li:image:5"}
    api.answer("POST /rest/images", {"value": value})
    api.answer("PUT /put", b"", 201)
    api.answer("POST /rest/posts", b"", 201, x_restli_id="urn:li:share:77")
    linkedin.publish(post(media=urls))
    assert [call.raw for call in api.calls if call.method == "PUT"] == [PNG] * count
    image = {"id": "urn:li:image:5"}
    expected = {"media": image} if count == 1 else {"multiImage": {"images": [image, image]}}
    assert api.calls[-1].json["content"] == expected


def test_a_post_on_linkedin_without_an_answer_is_uncertain(api, linkedin):
    api.hang_up("POST /rest/posts")
    assert isinstance(refused(linkedin, post()), UncertainError)


def test_a_picture_without_an_answer_is_not(api, linkedin):
    url = picture(api)
    api.hang_up("POST /rest/images")
    error = refused(linkedin, post(media=(url,)))
    assert (isinstance(error, UncertainError), error.permanent) == (False, False)


@pytest.mark.parametrize(
    ("status", "permanent", "of_account"),
    [(401, True, True), (422, True, False), (409, True, False), (429, False, True)],
)
def test_a_refusal_by_linkedin(api, linkedin, status, permanent, of_account):
    api.answer("POST /rest/posts", {"message": f"No {TOKEN}", "status": status}, status)
    error = refused(linkedin, post())
    assert (error.message, error.permanent, error.of_account) == ("No •••", permanent, of_account)


@pytest.mark.parametrize(
    ("author", "route", "body"),
    [
        ("urn:li:organization:12", "GET /rest/organizations/12", {"localizedName": "Hotel"}),
        ("urn:li:person:ab_C", "GET /v2/userinfo", {"name": "Hotel"}),
    ],
)
def test_checking_linkedin(api, make, author, route, body):
    api.answer(route, body)
    channel = make("linkedin", secrets={"access_token": TOKEN}, author=author, base_url=api.url)
    assert channel.check() == "Signed in; posts are by Hotel."


# -- Facebook


@pytest.fixture
def facebook(api, make):
    return make("facebook", secrets={"access_token": TOKEN}, page_id="99", base_url=f"{api.url}/v23.0")


@pytest.mark.parametrize(
    ("item", "route", "form"),
    [
        (
            post("Hello", link="https://h.example"),
            "POST /v23.0/99/feed",
            {"message": "Hello", "link": "https://h.example"},
        ),
        (
            post("Hello", media=("https://i.example/1.jpg",), link="https://h.example"),
            "POST /v23.0/99/photos",
            {"url": "https://i.example/1.jpg", "caption": "Hello\n\nhttps://h.example"},
        ),
        (
            post("Hello", media=("https://i.example/1.mp4",), title="Film"),
            "POST /v23.0/99/videos",
            {"file_url": "https://i.example/1.mp4", "description": "Hello", "title": "Film"},
        ),
    ],
)
def test_a_post_on_facebook(api, facebook, item, route, form):
    api.answer(route, {"id": "99_1"})
    assert facebook.publish(item) == Published("99_1", "https://www.facebook.com/99_1")
    assert api.calls[0].form == form
    assert api.calls[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_several_pictures_on_facebook(api, facebook):
    api.answer("POST /v23.0/99/photos", {"id": "501"})
    api.answer("POST /v23.0/99/photos", {"id": "502"})
    api.answer("POST /v23.0/99/feed", {"id": "99_1"})
    facebook.publish(post("Hello", media=("https://i.example/1.jpg", "https://i.example/2.jpg")))
    assert [call.form.get("published") for call in api.calls] == ["false", "false", None]
    assert api.calls[2].form == {
        "message": "Hello",
        "attached_media[0]": json.dumps({"media_fbid": "501"}),
        "attached_media[1]": json.dumps({"media_fbid": "502"}),
    }


@pytest.mark.parametrize(
    ("status", "code", "permanent", "of_account"),
    [
        (400, 100, True, False),
        (400, 190, True, True),
        (400, 4, False, True),
        (500, 1, False, False),
        (400, 506, True, False),
    ],
)
def test_a_refusal_by_facebook(api, facebook, status, code, permanent, of_account):
    api.answer("POST /v23.0/99/feed", {"error": {"message": f"No {TOKEN}", "code": code}}, status)
    error = refused(facebook, post())
    assert (error.message, error.permanent, error.of_account) == (f"No ••• (code {code})", permanent, of_account)


def test_a_post_on_facebook_without_an_answer_is_uncertain(api, facebook):
    api.hang_up("POST /v23.0/99/feed")
    assert isinstance(refused(facebook, post()), UncertainError)


def test_checking_facebook(api, facebook):
    api.answer("GET /v23.0/99", {"name": "Hotel"})
    assert facebook.check() == "Signed in to the page “Hotel”."


def test_who_carries_messages_publishes_nothing(api, make):
    channel = make("sms", secrets={"auth_token": TOKEN}, account_sid="AC1", sender="Hotel", base_url=api.url)
    assert refused(channel, post()).message == "SMS (Twilio) publishes no posts."
