"""A3 and A12, as far as the visit: a list of papers from her own answers, on a phone, on paper and in her mail."""

import re
from dataclasses import dataclass

import pytest

from catalog.queries import current
from cx311.demo.load import load_city
from notifications.actions import send_due
from notifications.models import Message
from tests.journeys.paper import plain, printed

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Visit:
    """Somebody prepares: her language, the service, her answers, and what her list must say and leave out."""

    language: str
    service: str
    answers: dict
    listed: list
    left_out: list
    offices: list
    fee: str


A12 = Visit(
    "vi", "business-tax-certificate",
    {"what": "new", "owner": "alone", "place": "home", "kind": "food", "name": "other-name", "employees": "3-to-5"},
    [
        "Giấy tờ có ảnh của bất cứ nước nào", "giấy của chủ nhà cho phép làm việc tại nhà", "Giấy khai tên cơ sở kinh doanh",
        "Giấy phép y tế của quận hạt", "Giấy phép hoạt động kinh doanh",
    ],
    ["Bằng thầu của tiểu bang", "Giấy chứng nhận hiện có"], ["business-counter", "permit-center"], "Từ $85 đến $125 một năm",
)  # fmt: skip
A3 = Visit(
    "es", "housing-application", {"household": "children", "income": "no-income", "living": "must-leave"},
    [
        "Una identificación con foto de cada adulto", "Actas de nacimiento o papeles de la escuela", "Declaración de que no tiene ingresos",
        "El aviso para dejar la vivienda",
    ],
    ["talones de pago", "Su contrato de renta y los últimos 3 recibos"], ["housing-help"],
    "Gratis. Nadie puede pedirle dinero por entrar en la lista.",
)  # fmt: skip


@pytest.fixture
def demo(live_server, transactional_db, settings):
    settings.PUBLIC_URL = live_server.url
    load_city()
    return live_server.url


@pytest.mark.parametrize("with_script", [True, False])
@pytest.mark.parametrize("visit", [A12, A3], ids=["A12", "A3"])
def test_her_list_is_made_printed_and_sent(demo, browser, mailbox, visit, with_script):
    context = browser.new_context(viewport=PHONE, java_script_enabled=with_script)
    page = context.new_page()
    page.goto(f"{demo}/{visit.language}/service/{visit.service}/")
    page.locator(f"a[href$='/{visit.service}/prepare/']").click()
    for question, answer in visit.answers.items():
        field = page.locator(f"input[name='{question}'][value='{answer}']").get_attribute("id")
        page.locator(f"label[for={field}]").click()
    page.locator("form.no-print button").click()
    _right(page, visit)

    sheets, words = printed(page)
    assert sheets <= 2
    addresses = [office.address for office in current().offices if office.code in visit.offices]
    assert [line for line in [*visit.listed, visit.fee, *addresses] if plain(line) not in words] == []
    assert f"{demo}/{visit.language}/service/{visit.service}/prepare/?o=" in words.replace(" ", "")

    page.locator("#id_point").fill("lan@example.com")
    page.locator("form[method=post] button").last.click()
    page.get_by_role("status").get_by_text("lan@example.com").wait_for()
    assert send_due() == 1
    letter = mailbox[0].get_body(("plain",)).get_content()
    assert [line for line in [*visit.listed, visit.fee] if plain(line) not in plain(letter)] == []
    assert Message.objects.get().fallback_used is False
    page.goto(re.search(r"\S+/prepare/\?o=[\d.]+", letter)[0])
    _right(page, visit)
    context.close()


def _right(page, visit):
    shown = plain(page.locator("#list").inner_text())
    assert [line for line in [*visit.listed, visit.fee] if plain(line) not in shown] == []
    assert [line for line in visit.left_out if plain(line) in shown] == []
    assert [item.get_attribute("id").removeprefix("office-") for item in page.locator("#list .rows > li").all()] == visit.offices
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
