"""What helps to find and to prepare: offices, checklists, words that mean the same, words that mean danger."""

from catalog.models import ChecklistItem, DangerWords, Office, Question, Synonyms
from cx311.demo.catalogue import all_columns, save, texts_of
from cx311.demo.words import States, structure
from routing.models import Address


def load_finding(departments, services):
    """Write them into a city that has its catalogue and its addresses; departments and services by code."""
    states = States()
    _load_offices(departments, services, states)
    _load_checklists(services, states)
    states.save()
    groups = [(language, group) for language, listed in structure("synonyms").items() for group in listed]
    Synonyms.objects.bulk_create(Synonyms(language=language, words=group) for language, group in groups)
    DangerWords.objects.bulk_create(DangerWords(language=language, words=", ".join(words)) for language, words in structure("danger").items())


def _load_offices(departments, services, states):
    facts = structure("offices")
    places = {address.text: address for address in Address.objects.filter(text__in={office["address"] for office in facts.values()})}
    made = []
    for code, office in facts.items():
        texts = texts_of(["name", "directions"], "offices", code)
        place = places[office["address"]]
        made.append(
            (
                Office(
                    code=code, department=departments[office["department"]], address=place.text, phone=office["phone"], lat=place.lat, lon=place.lon,
                    **all_columns(texts),
                ),
                texts,
            )
        )  # fmt: skip
    save(Office, made, states)
    link = Office.services.through
    link.objects.bulk_create(link(office=office, service=services[code]) for office, _texts in made for code in facts[office.code]["services"])


def _load_checklists(services, states):
    asked = {(question.service_id, question.code): question for question in Question.objects.all()}
    offices = {office.code: office for office in Office.objects.all()}
    made = []
    for code, lines in structure("checklists").items():
        for order, (line, rule) in enumerate(lines.items(), 1):
            kind, question, keys, office, leads_to = parsed(rule)
            texts = {"text": texts_of([line], "checklists", code)[line]}
            item = ChecklistItem(
                service=services[code], order=order, kind=kind, depends_on=asked[services[code].pk, question] if question else None,
                depends_keys=keys, office=offices.get(office), leads_to=services.get(leads_to),
                **all_columns(texts),
            )  # fmt: skip
            made.append((item, texts))
    save(ChecklistItem, made, states)


def parsed(rule):
    """The rule "form what:new,renew @desk >permit" -> (kind, question, [keys], office, service that gives it); what is not there is empty."""
    kind, *rest = rule.split()
    condition = next((part for part in rest if part[0] not in "@>"), "")
    question, _colon, keys = condition.partition(":")
    office, leads_to = (next((part[1:] for part in rest if part[0] == mark), "") for mark in "@>")
    return kind, question, keys.split(",") if keys else [], office, leads_to
