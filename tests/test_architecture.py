"""The rules of the house that a machine can check, beside the layers of imports (import-linter) and ruff."""

import ast
import re

import pytest
from django.apps import apps

from tests.sources import DOMAIN, FLOOR, ROOT, imported, inside, modules, templates

# who writes the state of what: exactly one function each, the one with the transition table
WRITERS = {
    ("requests_app/actions/moving.py", "transition", "status"),  # of a request
    ("notifications/actions.py", "transition", "status"),  # of a message
    ("contact_center/actions.py", "_to", "state"),  # of a handoff
    ("contact_center/actions.py", "_answer", "state"),  # of an offer
}
# the same name, but no state of a machine, or no row that lives yet
OTHER_WRITERS = {
    ("contact_center/actions.py", "set_presence", "status"),  # what somebody says she is doing
    ("catalog/actions.py", "_record", "status"),  # of a translation
    ("api/door.py", "__init__", "status"),  # of an HTTP answer
    ("cx311/demo/stories.py", "goes", "status"),  # the demo's past is made up in memory and inserted whole
    ("cx311/demo/letters.py", "_message", "status"),  # so are its letters
}
LONG = {}  # path -> why it may be longer than 400 lines
SAFE = {
    "portal/templatetags/portal.py": "Markdown, cleaned by nh3",
    "console/icons.py": "our own constants",
    "console/lines.py": "rows drawn without the template engine; every value is escaped there",
    "console/listing.py": "drawn once and kept; every value is escaped there",
}
UNESCAPED_TEMPLATES = {"templates/mail/letter.txt"}  # plain text
# doorways of a few lines that the framework names or calls; what they do stands in the verb behind them
DOCUMENTED = re.compile(r"^(?!portal|console|cx311).*/(actions(/\w+)?|engine|clock|kpis/\w+)\.py$|^api/(?!urls|apps).*\.py$")


def test_no_table_points_to_a_floor_above():
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        here = FLOOR.get(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is not None and field.concrete and field.remote_field:
                there = FLOOR.get(field.remote_field.model._meta.app_label, here)
                if there < here:
                    wrong.append(f"{model._meta.label}.{field.name} -> {field.remote_field.model._meta.label}")
    assert wrong == []


def test_channel_apps_own_no_tables():
    assert [model._meta.label for app in ("portal", "console", "api", "cx311") for model in apps.get_app_config(app).get_models()] == []


def _assigned_attributes(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
    return {n.attr for target in targets for n in ast.walk(target) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}


def _updated_columns(node):
    """Columns that a call writes: setattr(x, "status", …), .update(status=…), .bulk_update(rows, ["status"]), …_or_create(defaults={…})."""
    if not isinstance(node, ast.Call):
        return set()
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = {n.value for argument in node.args for n in ast.walk(argument) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    dicts = [n for k in node.keywords for n in ast.walk(k.value) if isinstance(n, ast.Dict)]
    in_dicts = {key.value for found in dicts for key in found.keys if isinstance(key, ast.Constant)}
    if name in ("setattr", "__setattr__", "bulk_update"):
        return words
    if name in ("update", "aupdate"):
        return {k.arg for k in node.keywords} | in_dicts
    return in_dicts if name in ("update_or_create", "aupdate_or_create") else set()


def writers(column):
    found = set()
    for path, tree in modules().items():
        for function, node in inside(tree, lambda n: column in _assigned_attributes(n) | _updated_columns(n)):
            found.add((path, function, column))
            assert node
    return found


def test_one_function_writes_each_state():
    assert writers("status") | writers("state") == WRITERS | OTHER_WRITERS


@pytest.mark.parametrize("line", [
    "request.status = 'x'", "before, request.status = request.status, to", "request.status: str = 'x'", "rows.update(status='x')",
    "rows.filter(pk=1).update(**{'status': 'x'})", "setattr(request, 'status', 'x')", "rows.bulk_update(found, ['status'])",
    "rows.update_or_create(pk=1, defaults={'status': 'x'})", "self.request.status += 'x'", "(a, [b.status]) = c",
])  # fmt: skip
def test_the_search_for_writers_sees_every_way_of_writing(line):
    tree = ast.parse(f"def f():\n    {line}\n")
    assert [f for f, _node in inside(tree, lambda n: "status" in _assigned_attributes(n) | _updated_columns(n))] == ["f"]


def test_no_sql_of_ours_changes_a_state():
    wrong = []
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for update in re.findall(r"\bUPDATE\s+\w+.*?\bSET\b(.*?)(?:\bWHERE\b|\bFROM\b|;|$)", node.value, re.DOTALL):
                    if re.search(r"\b(status|state)\b\s*=", update):
                        wrong.append(f"{path}: {update.strip()}")
    assert wrong == []


@pytest.mark.parametrize("forbidden", ["django.http", "django.shortcuts", "django.views", "rest_framework"])
def test_domain_apps_never_see_http(forbidden):
    domain = {path: imported(tree) for path, tree in modules().items() if path.split("/")[0] in DOMAIN}
    assert [path for path, names in domain.items() if any(f"{name}.".startswith(f"{forbidden}.") for name in names)] == []


def test_there_are_no_signals():
    signals = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.db.backends.signals", "django.contrib.auth.signals")
    assert [path for path, tree in modules().items() if any(name.startswith(signals) for name in imported(tree))] == []


def test_no_module_is_named_for_nothing():
    """Nor is the layer of verbs called services: in this domain a service is a thing the city offers."""
    vague = {"utils", "util", "common", "helpers", "misc", "base", "core", "managers", "signals"}
    wrong = [path for path in modules() if vague & set(path.removesuffix(".py").split("/"))]
    wrong += [path for path in modules() if path.split("/")[0] in DOMAIN and "services" in path.removesuffix(".py").split("/")]
    assert wrong == []


def test_modules_are_short():
    long = {path for path in modules() if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 400}
    assert long == set(LONG)


def test_public_functions_say_what_they_do():
    missing = [
        f"{path}: {node.name}"
        for path, tree in modules().items()
        if DOCUMENTED.match(path)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert missing == []


def test_every_module_of_verbs_is_looked_at():
    """The rule above holds nothing when its pattern finds nothing."""
    seen = {path for path in modules() if DOCUMENTED.match(path)}
    assert {"requests_app/actions/filing.py", "contact_center/actions.py", "routing/clock.py", "routing/engine.py"} <= seen
    assert any(path.startswith("surveys/kpis/") for path in seen)
    assert any(path.startswith("api/views/") for path in seen)


# pages

PAGES = {path: text for path, text in templates().items() if not path.startswith("templates/mail/")}  # mail programs know no style sheets
INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script without a file": r"<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "htmx that evaluates": r"\bhx-on\b|\bhx-vals=['\"]js:|\bhx-headers=['\"]js:",
    "a foreign host": r"<(?:script|link|img|iframe|source|video|audio|object|embed)\b[^>]*(?:src|href|data)=[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds(what):
    assert [path for path, text in PAGES.items() if re.search(INLINE[what], text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a style attribute", '<p class="x" style="color:red">'), ("a style element", "<style>"), ("a script without a file", "<script>alert(1)"),
        ("a script without a file", "<script type=module>"), ("an event attribute", "<a href='x' onclick='y()'>"),
        ("a script address", '<a href="javascript:x">'), ("htmx that evaluates", '<a hx-on:click="x">'),
        ("a foreign host", '<script src="https://x.example/a.js">'),
    ],
)  # fmt: skip
def test_the_search_in_pages_sees_it(what, text):
    assert re.search(INLINE[what], text, re.IGNORECASE)


def test_code_writes_no_inline_style_or_script_either():
    pattern = re.compile(r"<[a-z][^>]*\s(?:style|on[a-z]+)\s*=|<script|<style", re.IGNORECASE)
    wrong = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.search(node.value)
    }
    assert wrong == set()


def test_nothing_is_marked_safe_without_a_reason():
    marked = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if {getattr(node, "id", ""), getattr(node, "attr", "")} & {"mark_safe", "SafeString", "SafeText"}
    }
    assert marked == set(SAFE)


@pytest.mark.parametrize("suffix", [".html", ".txt"])
def test_no_template_leaves_the_escaping(suffix):
    loose = {path for path, text in templates(suffix).items() if re.search(r"\|\s*(safe|safeseq)\b|autoescape off", text)}
    assert loose == {path for path in UNESCAPED_TEMPLATES if path.endswith(suffix)}


# styles: logical only, so that a page that runs from right to left needs nothing

PHYSICAL = {
    "a side of margin, padding, border or scroll": r"\b(?:scroll-)?(?:margin|padding|border)-(?:left|right)\b",
    "a rounded corner by side": r"\bborder-(?:top|bottom)-(?:left|right)-radius\b",
    "a position by side": r"(?:^|[{;\s])(?:left|right)\s*:",
    "an alignment by side": r"\btext-align(?:-last)?\s*:\s*(?:left|right)\b",
    "a float by side": r"\b(?:float|clear)\s*:\s*(?:left|right)\b",
}


def styles():
    texts = {path: path.read_text(encoding="utf-8") for pattern in ("*.scss", "*.css") for path in sorted((ROOT / "assets").rglob(pattern))}
    return {str(path.relative_to(ROOT)): re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", text, flags=re.DOTALL) for path, text in texts.items()}


@pytest.mark.parametrize("what", PHYSICAL)
def test_no_style_names(what):
    assert [path for path, text in styles().items() if re.search(PHYSICAL[what], text, re.MULTILINE)] == []


def test_there_are_styles_to_look_at():
    assert {path.split("/")[1] for path in styles() if path.count("/") > 1} >= {"portal", "console"}


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ("a side of margin, padding, border or scroll", "a { margin-left: 0 }"),
        ("a side of margin, padding, border or scroll", "a { border-right-color: red }"),
        ("a rounded corner by side", "border-top-left-radius: 2px"), ("a position by side", "a{left:0}"), ("a position by side", "\n  right: 1rem;"),
        ("an alignment by side", "text-align:right"), ("a float by side", "float: left"),
    ],
)  # fmt: skip
def test_the_search_in_styles_sees_it(what, rule):
    assert re.search(PHYSICAL[what], rule, re.MULTILINE)
