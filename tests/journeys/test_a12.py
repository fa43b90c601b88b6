"""Scenario A12: a couple opens a small business, in Vietnamese.

What they need, made from six answers: papers, offices, fees; by mail and on paper; then the application itself, to the certificate.
"""

import pytest

from catalog.queries import current
from requests_app.models import ServiceRequest
from requests_app.reference import pretty
from requests_app.status import Outcome
from tests.journeys.desk import Desk
from tests.journeys.figures import answered_with_next_steps, expected, not_in_her_language
from tests.journeys.paper import missing, printed
from tests.journeys.people import KEYS, PLAIN, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HER = "lan@example.com"
SIX = {"what": "new", "owner": "alone", "place": "home", "kind": "food", "name": "other-name", "employees": "3-to-5"}
WHAT = "Vợ chồng tôi mở tiệm bánh mì tại nhà, tên là Bánh Mì Ánh Dương."
OUTCOME = "Giấy chứng nhận của quý vị đã sẵn sàng, số 88213."
KIT = [
    "Giấy tờ có ảnh của bất cứ nước nào", "giấy của chủ nhà cho phép làm việc tại nhà", "Giấy khai tên cơ sở kinh doanh",
    "Giấy phép y tế của quận hạt", "Giấy phép hoạt động kinh doanh", "Từ $85 đến $125 một năm",
]  # fmt: skip
NOT_THEIRS = ["Bằng thầu của tiểu bang", "Giấy chứng nhận hiện có"]


@ways(KEYS, PLAIN)
def test_a_couple_opens_a_business(someone, letters, how):
    her = someone("vi", how)
    hands = her.hands

    # what they need, from six answers
    her.find("thuế kinh doanh", "business-tax-certificate")
    her.tap("Make your own list: what to bring, what it costs and where to go")
    her.look("prepare")
    her.answer(**SIX)
    her.press("Make my list")
    her.look("their list", again=True)
    assert missing(KIT, her.told("#list")) == []
    assert missing(NOT_THEIRS, her.told("#list")) == NOT_THEIRS
    assert her.offices() == ["business-counter", "permit-center"]

    # on paper, and in her mail
    sheets, words = printed(her.page)
    assert sheets <= 2
    addresses = [office.address for office in current().offices if office.code in her.offices()]
    assert missing([*KIT, *addresses], words) == []
    assert f"{her.base}/vi/service/business-tax-certificate/prepare/?o=" in words.replace(" ", "")
    hands.type("#id_point", HER)
    her.press("Send me this list")
    her.look("list sent", again=True)
    kept = letters.one(HER, "vi")
    assert missing(KIT, kept.text) == []
    her.go(kept.link("service"))
    her.look("their list from the letter", again=True)
    assert missing(KIT, her.told("#list")) == []

    # then the application, which asks nothing again
    her.tap("Start online")
    her.look("details")
    assert her.chosen() == {"what": ["new"]}
    hands.type("#id_description", WHAT)
    her.on()
    her.look("more")
    assert her.chosen() == {code: [key] for code, key in SIX.items() if code != "what"}
    her.on()
    her.look("photos")
    her.on()
    her.look("you")
    her.answer(channel="email")
    hands.type("#id_email", HER)
    hands.type("#id_name", "Nguyễn Thị Lan")
    her.on()
    her.look("check")
    her.press("Send", "a report")
    her.look("done")
    made = ServiceRequest.objects.get()
    assert pretty(made.reference) in her.told()
    assert (made.language, made.answers, made.description, made.contact.name) == ("vi", SIX, WHAT, "Nguyễn Thị Lan")
    assert made.department.code == "finance"

    # with a date at once, and to the end
    received = letters.one(HER, "vi")
    assert pretty(made.reference) in received.text
    assert expected(made) in received.text
    her.go(received.link("track"))
    her.look("follow")
    clerk = Desk.of("business-tax")
    clerk.do("status", made)
    letters.one(HER, "vi")
    clerk.do("close", made, outcome=Outcome.RESOLVED, text=OUTCOME)
    closed = letters.one(HER, "vi")
    assert OUTCOME in closed.text
    her.go(closed.link("track"))
    her.look("closed")
    assert OUTCOME in her.told()
    assert answered_with_next_steps() == (1, 1)
    assert not_in_her_language() == []
