"""What there is to translate, read from the source without gettext's tools, so that it works on a bare machine."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

# function of django.utils.translation -> places of context, singular, plural among its arguments
CALLS = {
    "gettext": (None, 0, None), "gettext_lazy": (None, 0, None), "gettext_noop": (None, 0, None), "_": (None, 0, None),
    "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1), "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2), "npgettext_lazy": (0, 1, 2),
}  # fmt: skip
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATES = re.compile(rf"(?<![\w.])(_|gettext|ngettext|pgettext|npgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


@dataclass
class Source:
    """One text of the source: where it stands, and its plural when it has one."""

    plural: str = ""
    places: list = field(default_factory=list)


def from_python(path, tree):
    """Yields (context, text, plural, place), and an error for a text that is not written out."""
    names = {"_": None}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in CALLS}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = names.get(node.func.id) if isinstance(node.func, ast.Name) else getattr(node.func, "attr", None)
        if name not in CALLS:
            continue
        yield _read(CALLS[name], [a.value if isinstance(a, ast.Constant) else None for a in node.args], f"{path}:{node.lineno}")


def from_template(path, text):
    """The same of a template, through Django's own reading of its tags."""
    for found in IN_TEMPLATES.finditer(templatize(text, origin=path)):
        arguments = [ast.literal_eval(literal) for literal in re.findall(LITERAL, found[2])]
        yield _read(CALLS[found[1]], arguments, path)


def _read(places, arguments, where):
    context, singular, plural = (None if at is None else arguments[at] if at < len(arguments) else None for at in places)
    return context, singular, plural if places[2] is not None else "", where


def collected(modules, templates):
    """(context or None, text) -> Source. modules: path -> syntax tree; templates: path -> text without comments."""
    found = {}
    read = [item for path, tree in modules.items() for item in from_python(path, tree)]
    read += [item for path, text in templates.items() for item in from_template(path, text)]
    for context, text, plural, where in read:
        source = found.setdefault((context, text), Source())
        source.plural = plural or source.plural
        source.places.append(where)
    return found


def of_the_release():
    """The same for all apps and templates of this installation."""
    root = Path(settings.BASE_DIR)
    apps = [path.parent for path in sorted(root.glob("*/__init__.py")) if path.parent.name not in ("tests", "benchmarks")]
    modules = {str(path): ast.parse(path.read_text(encoding="utf-8")) for app in apps for path in sorted(app.rglob("*.py"))}
    paths = [path for place in (root / "templates", *apps) for suffix in ("html", "txt") for path in sorted(place.rglob(f"*.{suffix}"))]
    return collected(modules, {str(path): COMMENTS.sub("", path.read_text(encoding="utf-8")) for path in paths})
