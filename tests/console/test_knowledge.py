"""Answers kept up by their owners, and words that people looked for in vain."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from catalog.actions import REVIEW_DAYS, count_miss, still_right
from catalog.models import Article, ArticleUse, SearchMiss
from tests import factories as make
from tests.proofs import denied

PAGE = "console:knowledge"
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def stale(world):
    Article.objects.filter(pk=world.article.pk).update(review_by=YESTERDAY)
    return world.article


def test_an_answer_past_its_day_is_flagged_to_its_owners_and_counted_in_the_rail(world, as_, stale):
    page = as_(world.worker).get(reverse(PAGE)).content.decode()
    assert "About potholes" in page
    assert "1 answer is past the day" in page
    assert '<b class="count">1' in page
    for other in (world.stranger, world.agent, world.supervisor):
        page = as_(other).get(reverse(PAGE)).content.decode()
        assert "About potholes" not in page
        assert '<b class="count">1' not in page


def test_an_answer_in_time_is_listed_and_not_flagged(world, as_):
    page = as_(world.worker).get(reverse(PAGE)).content.decode()
    assert "About potholes" in page
    assert "is past the day" not in page


def test_still_right_moves_the_day_on_and_writes_who(world, as_, stale):
    as_(world.worker).post(reverse("console:knowledge_right", args=[stale.pk]))
    found = Article.objects.get(pk=stale.pk)
    assert found.review_by == timezone.localdate() + timedelta(days=REVIEW_DAYS)
    assert (found.reviewed_by, timezone.localdate(found.reviewed_at)) == (world.worker, timezone.localdate())
    page = as_(world.worker).get(reverse(PAGE)).content.decode()
    assert "Wanda Worker" in page
    assert "is past the day" not in page


def test_nobody_says_so_for_another_department(world, stale):
    for person in (world.stranger, world.agent, world.supervisor, world.nobody):
        with denied():
            still_right(stale, actor=person)


def test_who_administers_keeps_up_every_answer_and_may_edit(world, as_, stale):
    world.administrator.is_staff = True
    world.administrator.save()
    page = as_(world.administrator).get(reverse(PAGE)).content.decode()
    assert reverse("admin:catalog_article_change", args=[stale.pk]) in page
    assert reverse("admin:catalog_article_change", args=[stale.pk]) not in as_(world.worker).get(reverse(PAGE)).content.decode()


def test_the_owner_sees_whether_it_helps(world, as_):
    today = timezone.localdate()
    for language, read, helped, not_helped in (("en", 30, 5, 2), ("es", 11, 4, 1)):
        ArticleUse.objects.create(article=world.article, day=today, language=language, read=read, helped=helped, did_not_help=not_helped)
    ArticleUse.objects.create(article=world.article, day=today - timedelta(days=91), language="en", read=1000)
    rows = as_(world.worker).get(reverse(PAGE)).context["rows"]
    assert [(row["read"], row["helped"], row["did_not_help"]) for row in rows] == [(41, 9, 3)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(world, as_, settings, django_assert_max_num_queries, count):
    for n in range(count - 1):
        make.article(f"more-{n}", review_by=YESTERDAY)
    browser = as_(world.worker)
    browser.get(reverse(PAGE))
    settings.CATALOGUE_CHECK_SECONDS = 60
    with django_assert_max_num_queries(8):
        browser.get(reverse(PAGE))


TODAY = date(2026, 11, 23)


def misses():
    return list(SearchMiss.objects.order_by("language", "words").values_list("language", "words", "times"))


def test_a_search_in_vain_is_counted_by_day_and_language(db):
    for language in ("en", "en", "es"):
        count_miss("  Volcano   TOUR ", language=language, day=TODAY)
    assert misses() == [("en", "volcano tour", 2), ("es", "volcano tour", 1)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("my number is 408 555 0123", [("en", "my number is", 1)]),
        ("ana@example.com volcano", [("en", "volcano", 1)]),
        ("12345", []),
        ("A12B ticket", [("en", "ticket", 1)]),
        ("?!", []),
        ("x" * 200, [("en", "x" * 60, 1)]),
        ("火山", [("en", "火山", 1)]),
    ],
)
def test_no_number_and_no_address_is_kept(db, typed, kept):
    count_miss(typed, language="en", day=TODAY)
    assert misses() == kept


def test_old_ones_are_forgotten(db):
    count_miss("volcano", language="en", day=TODAY - timedelta(days=181))
    count_miss("geyser", language="en", day=TODAY)
    assert misses() == [("en", "geyser", 1)]


def test_staff_are_told_what_came_up_three_times_and_can_add_it(world, as_):
    today = timezone.localdate()
    for words, times in (("volcano", 3), ("my neighbor jane", 2)):
        for back in range(times):
            count_miss(words, language="es", day=today - timedelta(days=back))
    world.administrator.is_staff = True
    world.administrator.save()
    page = as_(world.administrator).get(reverse("console:settings_searches")).content.decode()
    assert "volcano" in page
    assert "jane" not in page
    assert f"{reverse('admin:catalog_synonyms_add')}?language=es&amp;words=volcano" in page
    page = as_(world.supervisor).get(reverse("console:settings_searches")).content.decode()
    assert "volcano" in page
    assert "admin" not in page


def test_what_she_finds_is_not_counted_and_what_she_does_not_is(client, world):
    client.get("/en/search/", {"q": "pothole"})
    client.get("/en/search/", {"q": "volcano"})
    client.get("/en/search/")
    assert misses() == [("en", "volcano", 1)]


def test_somebody_who_tries_words_out_fills_no_table(client, world):
    for n in range(33):
        client.get("/en/search/", {"q": "zq" * (n + 2)})
    assert sum(times for _language, _words, times in misses()) == 30
