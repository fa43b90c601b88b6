"""A list made from a person's own answers: which questions it depends on, which lines and which places it has (R122, R125). Pure.

Answers: question code -> keys of the options chosen. In a link they are the numbers of the options, which a change of words leaves alone.
"""

from catalog.models import ChecklistKind, Datatype

CHOSEN = {Datatype.SINGLE, Datatype.MULTI}


def questions_of(service):
    """The questions of a ServiceEntry that lines of its list depend on, or that call for one of these."""
    needed = {line.depends_on for line in service.checklist}
    needed |= {question.depends_on for question in service.questions if question.code in needed}
    return [question for question in service.questions if question.code in needed and question.datatype in CHOSEN]


def still_asked(questions, answers):
    """Questions that the answers so far do not rule out: a follow-up is asked until its question is answered otherwise."""
    return [question for question in questions if not answers.get(question.depends_on) or question.is_asked(answers)]


def lines_of(service, answers):
    """{kind: [lines]} for these answers, leaving out those to questions that other answers rule out."""
    counted = {question.code: answers.get(question.code, []) for question in still_asked(questions_of(service), answers)}
    return {kind.value: [line for line in service.checklist if line.kind == kind and line.is_for(counted)] for kind in ChecklistKind}


def places_of(catalogue, service, lines):
    """Where to go, each place once: the offices of the service, then those that lines name."""
    named = [catalogue.office(line.office_id) for of_kind in lines.values() for line in of_kind]
    return list(dict.fromkeys([*catalogue.offices_for(service), *(office for office in named if office)]))


def as_options(service, answers):
    """Answers as the numbers of the options chosen, in the order of the questions."""
    return [option.id for question in questions_of(service) for option in question.options if option.key in answers.get(question.code, ())]


def from_options(service, numbers):
    """Numbers of options as answers; what is no option of this service's list is left out."""
    wanted = set(numbers)
    chosen = {question.code: [option.key for option in question.options if option.id in wanted] for question in questions_of(service)}
    return {code: keys for code, keys in chosen.items() if keys}
