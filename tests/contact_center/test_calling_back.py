"""Call me back: a promise within working hours, once a number, kept by whoever was first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Role
from contact_center.calling_back import ask_call_back, called, waiting_calls
from contact_center.models import CallBack
from routing.models import Calendar, OpenInterval
from tests import factories as make

pytestmark = pytest.mark.django_db
FRIDAY_15 = datetime(2030, 3, 1, 23, 0, tzinfo=UTC)  # 15:00 in the city


@pytest.fixture
def hours():
    calendar = Calendar.objects.create(name="City")
    OpenInterval.objects.bulk_create([OpenInterval(calendar=calendar, weekday=day, opens="08:00", closes="17:00") for day in range(5)])


@pytest.mark.usefixtures("hours")
def test_the_promise_counts_working_hours_only():
    row, is_new = ask_call_back(phone="408 555 0123", language="vi", at=FRIDAY_15)
    assert is_new
    assert row.promised_at == datetime(2030, 3, 4, 22, 0, tzinfo=UTC)  # two hours on Friday, six on Monday: 14:00


def test_a_city_without_hours_owes_an_answer_within_a_day():
    row, _new = ask_call_back(phone="408 555 0123", language="vi", at=FRIDAY_15)
    assert row.promised_at == FRIDAY_15 + timedelta(days=1)


def test_a_second_press_gives_the_same():
    first, _new = ask_call_back(phone="408 555 0123", language="vi")
    second, is_new = ask_call_back(phone="(408) 555-0123", language="es")
    assert (second.pk, is_new) == (first.pk, False)
    assert CallBack.objects.count() == 1


def test_a_number_without_area_code_is_said_at_its_field_and_writes_nothing():
    with pytest.raises(ValidationError) as caught:
        ask_call_back(phone="555 0123", language="en")
    assert list(caught.value.message_dict) == ["phone"]
    assert CallBack.objects.count() == 0


def test_the_earliest_promise_is_first_and_who_was_called_is_off_the_list():
    late, _new = ask_call_back(phone="408 555 0123", language="en", at=FRIDAY_15)
    early, _new = ask_call_back(phone="408 555 0124", language="en", at=FRIDAY_15 - timedelta(hours=1))
    assert waiting_calls() == [early, late]
    agent = make.user(Role.AGENT)
    called(early, actor=agent)
    assert waiting_calls() == [late]
    with pytest.raises(ValidationError) as caught:
        called(early, actor=make.user(Role.AGENT))
    assert caught.value.code == "conflict"
    assert CallBack.objects.get(pk=early.pk).called_by == agent


def test_who_takes_no_calls_may_not_tick_one_off():
    row, _new = ask_call_back(phone="408 555 0123", language="en")
    with pytest.raises(PermissionDenied):
        called(row, actor=make.user(Role.WORKER))
    assert CallBack.objects.get().called_at is None


def test_after_she_was_called_she_may_ask_again():
    row, _new = ask_call_back(phone="408 555 0123", language="en")
    called(row, actor=make.user(Role.AGENT))
    again, is_new = ask_call_back(phone="408 555 0123", language="en")
    assert is_new
    assert again.pk != row.pk
