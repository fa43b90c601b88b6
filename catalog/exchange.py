"""Texts of the catalogue to translators and back: as a PO file, which their programs read, or as a CSV file for everybody else."""

import csv
import io
from collections import Counter

import polib
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.actions import set_text
from catalog.models import TranslationStatus
from catalog.translations import units

COLUMNS = ["text", "what", "source", "translation"]
LARGEST = 2 * 1024 * 1024  # bytes of a file that is read


def wanted(language):
    """What a translator is asked for: texts of the catalogue that are missing, or whose source has changed since. -> [Unit]"""
    return [unit for unit in units(language) if not unit.is_interface and unit.state in ("missing", "stale")]


def as_po(found, language):
    """Units as the text of a PO file. The context of an entry names its text, and must stay as it is."""
    file = polib.POFile()
    file.metadata = {"Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit"}
    for unit in found:
        file.append(polib.POEntry(msgctxt=_name(unit), msgid=unit.source, msgstr=unit.text, comment=f"{unit.surface}: {unit.field_name}"))
    return str(file)


def as_csv(found):
    """Units as the text of a CSV file, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(COLUMNS)
    lines.writerows((_name(unit), f"{unit.surface}: {unit.field_name}", unit.source, unit.text) for unit in found)
    return "\ufeff" + out.getvalue()


def _name(unit):
    return f"{unit.model}:{unit.object_id}:{unit.field}"


def read_file(content):
    """The texts of a PO or CSV file, whichever it is. content: bytes. -> {name: (source, translation)}. Raises ValidationError."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        if text.startswith(",".join(COLUMNS)):
            return {row["text"]: (row["source"], row["translation"]) for row in csv.DictReader(io.StringIO(text))}
        found = polib.pofile("#\n" + text)  # never the name of a file
        return {entry.msgctxt: (entry.msgid, entry.msgstr) for entry in found if entry.msgctxt and "fuzzy" not in entry.flags}
    except (UnicodeDecodeError, OSError, KeyError, csv.Error) as error:
        raise ValidationError(_("This is neither a PO file nor a CSV file that was downloaded here."), code="file") from error


@transaction.atomic
def bring_back(texts, language, *, status, actor, over_reviewed=False):
    """Write translated texts that came back. -> Counter of "written", "same", "reviewed", "changed", "too_long", "unknown"

    texts: as read_file gives them; status: DRAFT or MACHINE; over_reviewed: write over texts that somebody has reviewed, too. A text whose
    source was changed since the file was made ("changed") is left alone. Writes through set_text; sends nothing.
    """
    if status not in (TranslationStatus.DRAFT, TranslationStatus.MACHINE):
        raise ValidationError(_("A file brings drafts or machine translations. Reviewed is what somebody has read here."), code="status")
    known = {_name(unit): unit for unit in units(language) if not unit.is_interface}
    told = Counter()
    for name, (source, text) in texts.items():
        unit, text = known.get(name), (text or "").strip()
        if not text:
            continue
        reason = _why_not(unit, source, text, over_reviewed)
        told[reason or "written"] += 1
        if not reason:
            set_text(apps.get_model(unit.model)._base_manager.get(pk=unit.object_id), unit.field, language, text, status=status, actor=actor)
    return told


def _why_not(unit, source, text, over_reviewed):
    if unit is None:
        return "unknown"
    if unit.text == text:
        return "same"
    if unit.source.replace("\r\n", "\n").strip() != source.strip():
        return "changed"
    if unit.longest and len(text) > unit.longest:
        return "too_long"
    return "reviewed" if unit.state == TranslationStatus.REVIEWED and not over_reviewed else ""
