"""Sam hands over Ana's request to Rita of Parks."""

import pytest

from accounts.models import Role
from tests import factories as make
from tests.contact_center.desk import hand_over


@pytest.fixture
def sender(db):
    return make.user(Role.AGENT, name="Sam")


@pytest.fixture
def receiver(db):
    make.department("parks", name="Parks")
    return make.user(Role.WORKER, of="parks", name="Rita")


@pytest.fixture
def filed(db):
    return make.request(contact=make.resident())


@pytest.fixture
def offered(filed, sender, receiver):
    return hand_over(filed, sender)
