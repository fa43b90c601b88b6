"""The catalogue: needs, services with their questions and options, articles, answer templates, and the state of every text."""

from datetime import timedelta

from django.utils import timezone

from catalog.models import AnswerTemplate, Article, Option, Question, Service, ServiceGroup
from cx311.demo.words import SOURCE, States, columns, said, structure

SERVICE_TEXTS = ["name", "description", "how_long", "cost", "what_to_bring", "next_steps", "emergency_text", "keywords"]
SERVICE_FACTS = ["promise_minutes", "needs_place", "anonymous_allowed", "is_public", "is_restricted", "reopen_days", "duplicate_radius_m"]
QUESTION_TEXTS = ["label", "hint"]
ARTICLE_TEXTS = ["title", "body", "keywords"]  # what staff read about an article stays in the source language
ANSWER_TEXTS = ["title", "text"]


def load_catalogue(departments):
    """Write the whole catalogue; departments by code. Returns the services by code."""
    states = States()
    services = _load_services(departments, states)
    _load_questions(services, states)
    _load_articles(departments, services, states)
    _load_answers(services, states)
    states.save()
    return services


def texts_of(fields, area, *path):
    """Every text of an object: {field: {language: text}}."""
    return {field: said(area, *path, field) for field in fields}


def all_columns(texts):
    return {column: text for field, by_language in texts.items() for column, text in columns(field, by_language).items()}


def save(model, made, states):
    """Write objects in one go and note their texts. made: [(object, texts)]."""
    model.objects.bulk_create([obj for obj, _texts in made])
    for obj, texts in made:
        states.note(obj, **texts)


def _load_services(departments, states):
    facts = structure("services")
    needs = dict.fromkeys(service["group"] for service in facts.values() if "group" in service)
    named = {code: {"name": said("names", "groups", code)} for code in needs}
    groups = {code: ServiceGroup(code=code, position=position, **all_columns(named[code])) for position, code in enumerate(needs, 1)}
    save(ServiceGroup, [(group, named[code]) for code, group in groups.items()], states)
    made = []
    for position, (code, service) in enumerate(facts.items(), 1):
        texts = texts_of(SERVICE_TEXTS, "services", code)
        made.append(
            (
                Service(
                    code=code,
                    group=groups.get(service.get("group")),
                    department=departments[service["department"]],
                    position=position,
                    **{name: service[name] for name in SERVICE_FACTS if name in service},
                    **all_columns(texts),
                ),
                texts,
            )
        )
    save(Service, made, states)
    return {service.code: service for service, _texts in made}


def _load_questions(services, states):
    made, options, waiting = [], [], []
    for code, facts in structure("services").items():
        for order, asked in enumerate(facts["questions"], 1):
            texts = texts_of(QUESTION_TEXTS, "services", code, "questions", asked["code"])
            question = Question(
                service=services[code],
                code=asked["code"],
                order=order,
                datatype=asked["type"],
                is_variable=asked.get("variable", True),
                is_required=asked.get("required", False),
                **all_columns(texts),
            )
            made.append((question, texts))
            options += [(question, code, position, key) for position, key in enumerate(asked.get("options", []), 1)]
            if "depends" in asked:
                waiting.append((question, *asked["depends"].split(":")))
    save(Question, made, states)
    by_code = {(question.service_id, question.code): question for question, _texts in made}
    for question, other, keys in waiting:
        question.depends_on, question.depends_keys = by_code[question.service_id, other], keys.split(",")
    Question.objects.bulk_update([question for question, *_rest in waiting], ["depends_on", "depends_keys"])
    _load_options(options, states)


def _load_options(options, states):
    """options: [(question, service code, position, key)], the key with "!" in front when it means danger."""
    made = []
    for question, code, position, marked in options:
        key = marked.removeprefix("!")
        texts = {"name": said("services", code, "questions", question.code, "options", key)}
        made.append((Option(question=question, key=key, order=position, is_emergency=marked != key, **all_columns(texts)), texts))
    save(Option, made, states)


def _load_articles(departments, services, states):
    made, links = [], []
    for slug, facts in structure("articles").items():
        texts = texts_of(ARTICLE_TEXTS, "articles", slug)
        article = Article(
            slug=slug,
            department=departments[facts["department"]],
            review_by=timezone.localdate() + timedelta(days=facts["review_in_days"]),
            **columns("staff_text", {SOURCE: facts.get("staff_text", "")}),
            **all_columns(texts),
        )
        made.append((article, texts))
        links += [(article, services[code]) for code in facts["services"]]
    save(Article, made, states)
    link = Article.services.through
    link.objects.bulk_create(link(article=article, service=service) for article, service in links)


def _load_answers(services, states):
    made = []
    for code, facts in structure("answers").items():
        texts = texts_of(ANSWER_TEXTS, "answers", code)
        made.append((AnswerTemplate(code=code, outcome=facts["outcome"], service=services.get(facts.get("service")), **all_columns(texts)), texts))
    save(AnswerTemplate, made, states)
