from itertools import count

import pytest

from accounts.models import Department
from notifications.actions import queue
from notifications.channels import circuit
from notifications.models import Kind
from tests import factories

keys = count(1)


@pytest.fixture(autouse=True)
def _nobody_rests():
    circuit._resting.clear()
    yield
    circuit._resting.clear()


@pytest.fixture
def queued(db):
    """Queues one message; further facts of the context, or columns of queue(), as keywords."""

    def make(kind=Kind.RECEIVED, *, contact=None, language="en", channel="", **context):
        contact = contact or factories.resident(phone="+14085550123")
        contact.preferred_channel = channel
        service = factories.service(name="Pothole <b>", name_es="Bache")
        Department.objects.filter(pk=service.department_id).update(name_es="Calles", name_vi="Đường phố")
        facts = {
            "reference": "CX4K7M2QXPZ", "token": "AbCdEfGhIjKlMnOpQrStUv", "service_id": service.pk,
            "department_id": service.department_id, "status": "in_progress", "promised_at": "2026-11-24T23:00:00+00:00",
            "address": "12 Main Street", "stop": "MQ:1abc:sig", "survey_token": "VuTsRqPoNmLkJiHgFeDcBa", "is_reporter": True, **context,
        }  # fmt: skip
        return queue(
            kind=kind, contact=contact, language=language, about="CX4K7M2QXPZ", department_id=service.department_id, context=facts,
            dedupe_key=f"{kind}:{next(keys)}",
        )  # fmt: skip

    return make
