"""The project's own files, for tests that read the source."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["cx311", "portal console api", "surveys", "contact_center", "requests_app", "routing", "notifications", "contacts", "catalog", "accounts"]
FLOOR = {app: floor for floor, apps in enumerate(ORDER) for app in apps.split()}  # 0 is the top
DOMAIN = [app for app, floor in FLOOR.items() if floor >= FLOOR["surveys"]]


@cache
def modules(*, migrations=False):
    """Path from the root -> syntax tree, of every module of the apps."""
    found = {}
    for app in FLOOR:
        for path in sorted((ROOT / app).rglob("*.py")):
            if migrations == ("migrations" in path.parts):
                found[str(path.relative_to(ROOT))] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def templates(suffix=".html"):
    """Path from the root -> text, without template comments."""
    comments = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
    places = [ROOT / "templates", *(ROOT / app / "templates" for app in FLOOR)]
    paths = [path for place in places for path in sorted(place.rglob(f"*{suffix}"))]
    return {str(path.relative_to(ROOT)): comments.sub("", path.read_text(encoding="utf-8")) for path in paths}


def inside(tree, wanted):
    """(name of the enclosing function or "", node) for every node that *wanted* accepts."""
    found = []

    def walk(node, function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        if wanted(node):
            found.append((function, node))
        for child in ast.iter_child_nodes(node):
            walk(child, function)

    walk(tree, "")
    return found


def imported(tree):
    """Every module or name imported anywhere in a module, in full: "django.http", "django.http.HttpResponse"."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names
