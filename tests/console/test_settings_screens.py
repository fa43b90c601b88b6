"""The rare settings screens: for administrators only, in the languages of the city only, a changed text kept as a draft."""

import pytest
from django.contrib import admin

from accounts.models import Role, User
from catalog.models import TranslationState
from routing.models import Rule
from tests import factories as make

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in ("accounts", "catalog", "routing") and model.__module__.split(".")[0] != "allauth"
]


@pytest.fixture
def dan(world):
    User.objects.filter(pk=world.administrator.pk).update(is_staff=True)
    return User.objects.get(pk=world.administrator.pk)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_screen_opens_for_an_administrator(dan, world, as_, model):
    make.district()
    make.question(make.service(), "size", "singlevaluelist", options=["small"])
    Rule.objects.create(order=10, name="Trees", team=make.team("parks"))
    browser = as_(dan)
    base = f"/settings/{model._meta.app_label}/{model._meta.model_name}"
    assert browser.get(f"{base}/").status_code == 200
    assert browser.get(f"{base}/add/").status_code == 200
    row = model._base_manager.first()
    if row is not None:
        page = browser.get(f"{base}/{row.pk}/change/").content.decode()
        assert 'type="submit"' in page
        assert "_ru" not in page


@pytest.mark.parametrize("role", ["worker", "agent", "supervisor"])
def test_no_screen_opens_for_anybody_else_even_with_the_flag(world, as_, role):
    User.objects.filter(pk=world.people[role].pk).update(is_staff=True)
    browser = as_(User.objects.get(pk=world.people[role].pk))
    for model in OURS:
        assert browser.get(f"/settings/{model._meta.app_label}/{model._meta.model_name}/").status_code in (302, 403)


def test_a_text_changed_here_is_a_draft_in_its_language(dan, as_):
    service = make.service()
    browser = as_(dan)
    address = f"/settings/catalog/service/{service.pk}/change/"
    form = browser.get(address).context["adminform"].form
    data = {name: value for name in form.fields if (value := form[name].value()) is not None and value is not False} | {"name_es": "Hoyo"}
    response = browser.post(address, data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    service.refresh_from_db()
    assert service.name_es == "Hoyo"
    state = TranslationState.objects.get(model="catalog.service", object_id=service.pk, field="name", language="es")
    assert (state.status, state.changed_by) == ("draft", dan)


def test_people_are_switched_off_not_deleted(dan, as_):
    assert as_(dan).get(f"/settings/accounts/user/{dan.pk}/delete/").status_code == 403


def test_a_new_account_gets_a_role_by_its_membership(dan, as_):
    browser = as_(dan)
    data = {
        "email": "new@example.com",
        "name": "New",
        "usable_password": "true",
        "password1": "quite-a-long-one-9",
        "password2": "quite-a-long-one-9",
    }
    assert browser.post("/settings/accounts/user/add/", data).status_code == 302
    user = User.objects.get(email="new@example.com")
    assert (user.is_demo, user.is_superuser, user.has_perm("requests_app.view_requests")) == (False, False, False)
    make.Membership.objects.create(user=user, team=make.team(), role=Role.WORKER)
    assert User.objects.get(pk=user.pk).has_perm("requests_app.view_requests")
