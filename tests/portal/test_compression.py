"""Pages travel compressed, but not where another site may be measuring them; languages our fonts cannot write load none."""

import gzip

import pytest
from django.conf import settings

from requests_app.models import Actor
from requests_app.photos import keep_photo
from tests import factories as make

pytestmark = pytest.mark.django_db
ASKS = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/en/", "/en/help/", "/en/nothing/", "/open311/v2/services.json", "/en/requests/feed.xml"])
def test_what_we_write_travels_compressed(client, city, path):
    plain, packed = client.get(path), client.get(path, headers=ASKS)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content)
    assert len(gzip.decompress(packed.content)) == len(plain.content)


def test_a_secret_page_opened_from_a_message_travels_compressed(client, city):
    made = make.request(of=city, answers={"size": "small"})
    page = client.get(f"/en/track/{made.token}/", headers={**ASKS, "sec-fetch-site": "cross-site"})
    assert page.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(("site", "encoding"), [("cross-site", None), ("same-origin", "gzip"), ("none", "gzip")])
def test_what_another_site_asks_for_with_her_session_is_not_compressed(client, city, site, encoding):
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    page = client.get("/en/mine/", headers={**ASKS, "sec-fetch-site": site})
    assert page.headers.get("Content-Encoding") == encoding


def test_the_same_page_has_another_length_each_time(client, city):
    lengths = {len(client.get("/en/mine/", headers=ASKS).content) for _time in range(12)}
    assert len(lengths) > 1


def test_a_photo_is_not_compressed_again(client, city, a_photo):
    photo = keep_photo(a_photo(), actor=Actor.RESIDENT, draft_key="web:x")
    assert "Content-Encoding" not in client.get(f"/en/photo/{photo.public_id}/", headers=ASKS).headers


@pytest.mark.parametrize(("language", "files"), [("en", 1), ("vi", 1), ("es", 1), ("ar", 0), ("zh-hant", 0)])
def test_only_languages_our_font_can_write_ask_for_it(client, city, language, files):
    page = client.get(f"/{language}/").content.decode()
    assert page.count('as="font"') == files
    assert ('class="our-font"' in page) == bool(files)
