"""Each of the thirteen journeys is found by everyday words, and by browsing, in three steps at most; nobody need know the department (R29, R97)."""

import re

import pytest
from django.db import connection, transaction

from catalog.models import Article
from catalog.queries import current
from cx311.demo.load import load_city

JOURNEYS = {  # service: (English, Spanish, Vietnamese), as somebody would type it who never heard its name
    "property-damage": ("someone smashed my car window", "me rompieron el vidrio del carro", "ai đó đập bể kính xe tôi"),
    "adopt-a-pet": ("i want a kitten", "quiero adoptar un gatito", "muon nuoi meo con"),
    "housing-application": ("sign up for low income housing", "apuntarme para vivienda de bajos ingresos", "nop don xin nha gia re"),
    "child-care": ("someone to watch my kids while i work", "quien cuide a mis hijos, guarderia", "can nguoi giu tre"),
    "animal-issue": ("stray dog biting", "perro suelto muerde", "chó hoang"),
    "recycling-bin": ("need a blue bin for recycling", "necesito un bote de reciclaje", "thùng tái chế mới"),
    "utility-discount": ("cant pay water bill", "ayuda para pagar el agua", "giam tien nuoc"),
    "abandoned-vehicle": ("car sitting here for months", "carro abandonado en mi calle", "xe bỏ hoang lâu ngày"),
    "overgrown-vegetation": ("tall weeds next door", "maleza muy alta", "cỏ mọc cao"),
    "permit-status": ("where is my permit", "como va mi permiso", "giấy phép của tôi tới đâu"),
    "encampment": ("homeless tents", "casas de campaña", "lều vô gia cư"),
    "business-tax-certificate": ("business license", "impuesto de mi negocio", "thuế kinh doanh"),
    "business-operation-permit": ("permit to operate my salon", "permiso de operacion", "giấy phép hoạt động tiệm"),
    # the other kinds that a catalogue must hold
    "graffiti": ("someone tagged my wall", "pintas en la pared", "vẽ bậy trên tường"),
    "junk-pickup": ("old mattress pick up", "recoger un colchon viejo", "bỏ nệm cũ"),
    "park-reservation": ("birthday at the park", "fiesta en el parque", "tiệc sinh nhật ở công viên"),
    "building-permit": ("build a room in my yard", "construir un cuarto en el patio", "xây thêm phòng sau vườn"),
    "other": ("something else", "otra cosa", "việc khác"),
}
LANGUAGES = ("en", "es", "vi")
FIRST = 3  # results that are seen without scrolling on a phone


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic():
            load_city()
            yield current()
            transaction.set_rollback(True)
        connection.close()


def found_in(page, language):
    return re.findall(rf'href="/{language}/service/([\w-]+)/"', page)


@pytest.mark.parametrize("place", range(3), ids=LANGUAGES)
def test_by_everyday_words_search_result_service(demo, client, place):
    language = LANGUAGES[place]
    missed = {}
    for service, words in JOURNEYS.items():
        shown = found_in(client.get(f"/{language}/search/", {"q": words[place]}).content.decode(), language)[:FIRST]
        if service not in shown:
            missed[words[place]] = (service, shown)
    assert missed == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_browsing_home_need_service(demo, client, language):
    home = client.get(f"/{language}/").content.decode()
    needs = re.findall(rf'href="(/{language}/search/\?need=[\w-]+)"', home)
    reached = {service for need in needs for service in found_in(client.get(need).content.decode(), language)}
    assert reached >= set(JOURNEYS) - {"other"}
    for service in JOURNEYS:
        assert client.get(f"/{language}/service/{service}/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_listed_leads_somewhere_last_of_all(demo, client, language):
    for query in ("", "zzzz", "pothole", "bache", "o ga"):
        page = client.get(f"/{language}/search/", {"q": query}).content.decode()
        links = found_in(page, language)
        assert links[-1] == "other"
        assert page.rindex(f'href="/{language}/service/other/"') < page.index('<section class="help"')


def test_what_is_for_staff_only_is_on_no_page_of_the_portal(demo, client):
    secret = {article.slug: article.staff_text_en for article in Article.objects.exclude(staff_text_en="")}
    assert len(secret) >= 5
    for slug, text in secret.items():
        for language in LANGUAGES:
            for address in (f"/{language}/answer/{slug}/", f"/{language}/search/?q={slug}"):
                assert text[:40] not in client.get(address).content.decode()
