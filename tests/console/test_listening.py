"""The agents' list of who waits to be called; the supervisors' list of words about pages."""

from django.urls import reverse

from contact_center.models import CallBack
from contacts.models import Interaction
from surveys.feedback import tell_about_page
from surveys.models import PageFeedback


def test_who_waits_stands_on_the_desk_with_language_promise_and_words(world, as_):
    page = as_(world.other_agent).get(reverse("console:calls")).content.decode()
    assert "Lan" in page
    assert "+14085550177" in page
    assert "Tiếng Việt" in page
    assert reverse("console:call_back_start", args=[world.call_back.pk]) in page


def test_starting_opens_a_call_with_her_number_and_language(world, as_):
    as_(world.other_agent).post(reverse("console:call_back_start", args=[world.call_back.pk]))
    call = Interaction.objects.get(agent=world.other_agent)
    assert (call.caller, call.language_used, call.ended_at) == ("+14085550177", "vi", None)
    assert CallBack.objects.get().called_at is None


def test_called_takes_her_off_the_list_and_the_second_is_told(world, as_):
    for person in (world.other_agent, world.supervisor):
        page = as_(person).post(reverse("console:call_back_called", args=[world.call_back.pk]), follow=True).content.decode()
    assert "Somebody was faster" in page
    assert "+14085550177" not in page
    assert CallBack.objects.get().called_by == world.other_agent


def test_words_about_pages_are_ticked_off_and_go_down(world, as_):
    browser = as_(world.supervisor)
    later = tell_about_page(page="/es/", language="es", text="<b>Muy bien</b>")
    browser.post(reverse("console:figures_page_done", args=[later.pk]))
    page = browser.get(reverse("console:figures_pages")).content.decode()
    assert page.index("Please say more.") < page.index("&lt;b&gt;Muy bien")
    assert PageFeedback.objects.get(pk=later.pk).handled_at is not None
    assert PageFeedback.objects.get(pk=world.word.pk).handled_at is None
