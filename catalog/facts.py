"""Facts that stand in one place only: a text says {phone:police} and is read with the number of that department (R79)."""

import re

from catalog.texts import Text

FACT = re.compile(r"\{(phone|email|website|address|cost|how_long):([\w-]+)\}")


def fill_in(departments, offices, services, articles, templates):
    """Put facts in the place of their names, in every text of the entries given. What names nothing stays as it is, to be seen and mended.

    {phone:CODE}, {email:CODE}, {website:CODE} of a department, {phone:CODE} and {address:CODE} of an office,
    {cost:CODE} and {how_long:CODE} of a service.
    """
    facts = {(kind, office.code): getattr(office, kind) for office in offices for kind in ("phone", "address")}
    facts |= {(kind, department.code): getattr(department, kind) for department in departments.values() for kind in ("phone", "email", "website")}
    facts |= {(kind, service.code): getattr(service, kind) for service in services for kind in ("cost", "how_long")}
    for words in _texts(offices, services, articles, templates):
        for language, text in words.items():
            if "{" in text:
                words[language] = FACT.sub(lambda found, language=language: _fact(facts, found, language), text)


def _fact(facts, found, language):
    fact = facts.get(found.groups())
    said = fact.best(language).text if isinstance(fact, Text) else fact
    return said or found[0]


def _texts(offices, services, articles, templates):
    for service in services:
        yield from (service.description, service.what_to_bring, service.next_steps, service.emergency_text)
        for question in service.questions:
            yield from (question.label, question.hint)
        yield from (line.text for line in service.checklist)
    for article in articles:
        yield from (article.body, article.staff_text)
    yield from (office.directions for office in offices)
    yield from (template.text for template in templates)
