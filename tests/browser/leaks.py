"""English left on a page of another language: a text of ours that stands there untranslated, and is not marked as English."""

from functools import cache
from pathlib import Path

import polib
from django.utils.translation import to_locale

LOCALE = Path(__file__).resolve().parents[2] / "locale"
TEXTS = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const language = walker.currentNode.parentElement.closest('[lang]').lang;
    if (language === document.documentElement.lang) found.push(walker.currentNode.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [alt], [title], [placeholder]'))
    for (const name of ['aria-label', 'alt', 'title', 'placeholder']) found.push(element.getAttribute(name) || '');
  return found.map(text => text.replace(/\\s+/g, ' ').trim());
}"""


@cache
def english(language):
    """The English texts of ours that read differently in a language, or have no translation at all."""
    return {
        entry.msgid
        for entry in polib.pofile(str(LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"))
        if " " in entry.msgid and entry.msgid != entry.msgstr
    }


def english_left(page, language):
    """[text] of the page that are English although the page is not."""
    return [] if language == "en" else sorted(set(page.evaluate(TEXTS)) & english(language))


def english_in(text, language):
    """The same for the text of a letter."""
    return [] if language == "en" else sorted({" ".join(line.split()) for line in text.splitlines()} & english(language))
