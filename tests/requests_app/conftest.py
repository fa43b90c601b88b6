import pytest

from accounts.models import Role
from tests import factories as make


@pytest.fixture
def worker(db):
    return make.user(Role.WORKER)


@pytest.fixture
def filed(db):
    """A request of Ana, who reads Spanish."""
    return make.request(contact=make.resident())
