"""A page as it comes out of the printer."""

import unicodedata

import pypdfium2

EDGE = dict.fromkeys(("top", "right", "bottom", "left"), "1.5cm")


def plain(text):
    """Words to compare: composed letters, one space between them."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def printed(page, scale=1):
    """(sheets, their text) of a page printed from Chromium, *scale* times as large."""
    document = pypdfium2.PdfDocument(page.pdf(format="Letter", margin=EDGE, scale=scale))
    return len(document), plain(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document))


def missing(lines, text):
    """[line] that does not stand in a text, whatever its spaces and line ends."""
    return [line for line in lines if plain(line) not in plain(text)]
