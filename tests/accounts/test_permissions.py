"""What each role may do, and how far down the tree of departments."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from accounts.models import Department, Membership, Role, Team, User
from accounts.queries import department_ids, team_ids
from accounts.rules import ALL, PERMISSIONS
from tests import factories as make

EVERYBODY, DESK, OVERSIGHT = {"worker", "agent", "supervisor", "administrator"}, {"agent", "supervisor"}, {"supervisor", "administrator"}
WORKING = {"worker", "agent", "supervisor"}
MATRIX = {
    "requests_app.view_requests": EVERYBODY,
    "contacts.view_contacts": EVERYBODY,
    "catalog.review_articles": EVERYBODY,
    "requests_app.work_requests": WORKING,
    "requests_app.message_resident": WORKING,
    "contact_center.hand_over": WORKING,
    "contact_center.answer_offers": WORKING,
    "requests_app.view_all": EVERYBODY - {"worker"},
    "requests_app.file_requests": DESK,
    "contact_center.take_calls": DESK,
    "requests_app.view_restricted": OVERSIGHT,
    "contact_center.view_all_handoffs": OVERSIGHT,
    "notifications.view_messages": OVERSIGHT,
    "notifications.retry_messages": OVERSIGHT,
    "surveys.view_figures": OVERSIGHT,
    "catalog.translate": OVERSIGHT,
    "accounts.administer": {"administrator"},
}


def test_the_matrix_names_every_permission():
    assert set(MATRIX) == ALL


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_permissions_and_no_others(db, role):
    make.department()
    user = User.objects.get(pk=make.user(role).pk)
    granted = {permission for permission, roles in MATRIX.items() if role in roles}
    assert {permission for permission in MATRIX if user.has_perm(permission)} == granted == set(PERMISSIONS[role])
    assert user.get_all_permissions() == granted


def test_an_unknown_permission_is_nobodys(db):
    make.department()
    for user in (make.user(Role.ADMINISTRATOR), make.user(Role.SUPERVISOR)):
        assert not user.has_perm("requests_app.delete_everything")


def test_without_a_role_one_may_nothing(db):
    assert make.user(None).get_all_permissions() == set()


def test_who_left_may_nothing(db):
    make.department()
    user = make.user(Role.ADMINISTRATOR, is_active=False)
    assert not any(user.has_perm(permission) for permission in ALL)


def test_a_superuser_may_everything(db):
    user = make.user(None, is_superuser=True)
    assert all(user.has_perm(permission) for permission in ALL)


def test_two_roles_add_up(db):
    make.department("streets")
    make.department("parks")
    user = make.user(Role.WORKER)
    Membership.objects.create(user=user, team=make.team("parks"), role=Role.ADMINISTRATOR)
    assert user.get_all_permissions() == PERMISSIONS[Role.WORKER] | PERMISSIONS[Role.ADMINISTRATOR]


def test_a_role_in_a_team_that_is_no_more_counts_for_nothing(db):
    make.department()
    user = make.user(Role.SUPERVISOR)
    Team.objects.update(is_active=False)
    assert User.objects.get(pk=user.pk).get_all_permissions() == set()
    assert team_ids(User.objects.get(pk=user.pk)) == department_ids(User.objects.get(pk=user.pk)) == set()


def test_permissions_are_read_once(db, django_assert_num_queries):
    make.department()
    user = make.user(Role.AGENT)
    with django_assert_num_queries(1):
        assert [user.has_perm(permission) for permission in ("requests_app.view_all", "contact_center.take_calls", "accounts.administer")] == [
            True, True, False,
        ]  # fmt: skip


def test_a_module_is_open_to_whom_it_concerns(db):
    make.department()
    assert make.user(Role.SUPERVISOR).has_module_perms("surveys")
    assert not make.user(Role.WORKER).has_module_perms("surveys")


def test_rights_given_by_a_group_of_djangos_count_for_nothing(db):
    user, group = make.user(None), Group.objects.create(name="x")
    content_type = ContentType.objects.get_for_model(Department)
    group.permissions.add(*Permission.objects.filter(content_type=content_type))
    user.groups.add(group)
    assert not user.has_perm("accounts.change_department")


# the tree


@pytest.fixture
def tree(db):
    """works > streets > lights, and parks beside it."""
    works = make.department("works")
    streets = make.department("streets", parent=works)
    return {"works": works, "streets": streets, "lights": make.department("lights", parent=streets), "parks": make.department("parks")}


@pytest.mark.parametrize(
    ("of", "below"), [("works", {"works", "streets", "lights"}), ("streets", {"streets", "lights"}), ("lights", {"lights"}), ("parks", {"parks"})]
)
def test_a_department_holds_all_below_it(tree, of, below):
    assert department_ids(make.user(of=of)) == {tree[code].pk for code in below}


def test_no_membership_no_department(tree):
    assert department_ids(make.user(None)) == team_ids(make.user(None)) == set()


def test_a_team_is_ones_own_only(tree):
    assert team_ids(make.user(of="works")) == {make.team("works").pk}


@pytest.mark.parametrize("depth", [1, 3])
def test_the_tree_takes_two_queries(db, depth, django_assert_num_queries):
    parent = None
    for n in range(depth):
        parent = make.department(f"d{n}", parent=parent)
    user = make.user(of="d0")
    with django_assert_num_queries(2):
        assert len(department_ids(user)) == depth
        department_ids(user)


def test_a_circle_of_departments_ends(tree):
    Department.objects.filter(code="works").update(parent=tree["lights"])
    assert department_ids(make.user(of="streets")) == {tree[code].pk for code in ("works", "streets", "lights")}


def test_departments_of_a_day_are_those_of_its_tree(tree):
    Department.objects.filter(code="parks").update(valid_from="2020-01-01", valid_until="2026-11-23")
    on = lambda day: set(Department.objects.on(day).values_list("code", flat=True)) - {"works", "streets", "lights"}  # noqa: E731
    assert on("2019-12-31") == set()
    assert on("2020-01-01") == on("2026-11-22") == {"parks"}
    assert on("2026-11-23") == set()


# what must never be


def test_two_accounts_with_one_address_are_refused(db):
    User.objects.create_user("ana@example.com", name="Ana")
    with pytest.raises(IntegrityError, match="user_email_any_case"), transaction.atomic():
        User.objects.create(email="ANA@example.com", name="Other")


def test_an_address_is_kept_in_lower_case(db):
    assert User.objects.create_user("Ana@Example.COM", name="Ana").email == "ana@example.com"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda t: Department.objects.filter(code="parks").update(parent=t["parks"]), "department_not_its_own_parent"),
        (lambda t: Department.objects.update(valid_until="1999-01-01"), "department_dates_in_order"),
        (lambda t: Team.objects.create(department=t["parks"], code="second", name="x", is_intake=True), "one_intake_team_per_department"),
        (lambda t: Membership.objects.create(user=make.user(of="parks"), team=make.team("parks"), role="agent"), "one_role_per_user_and_team"),
    ],
)
def test_the_database_refuses_what_must_never_be(tree, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(tree)
