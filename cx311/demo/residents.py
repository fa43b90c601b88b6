"""Invented residents of the demo city: names, phones and e-mail addresses that cannot belong to anyone, languages and preferences."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from contacts.models import Channel, Consent, Contact, ContactPoint, PointKind, Purpose, Source
from cx311.demo.words import UNSPACED, voices
from routing.addresses import plain

AREA_CODES = ["408", "669", "650", "510", "415", "925", "209", "559", "707", "562"]  # with 555-01xx: numbers kept for stories
NEEDS = ["Uses a wheelchair", "Hard of hearing: please write", "Needs large print", "Blind: uses a screen reader"]
FAMILY_FIRST = ("vi", "zh-hant")


@dataclass
class Resident:
    contact: Contact
    language: str
    points: list = field(default_factory=list)

    @property
    def phone(self):
        return next((point.value for point in self.points if point.kind == PointKind.PHONE), "")


def load_residents(random, now, count):
    """Write about *count* residents with their points and consents; returns them by language."""
    shares = voices("shares")["languages"]
    phones = [f"+1{area}55501{number:02}" for area in AREA_CODES for number in range(100)]
    random.shuffle(phones)
    languages = [*shares, *random.choices(list(shares), list(shares.values()), k=count - len(shares))]  # at least one of each
    residents = [_resident(random, now, number, language, phones) for number, language in enumerate(languages)]
    Contact.objects.bulk_create([resident.contact for resident in residents])
    ContactPoint.objects.bulk_create([point for resident in residents for point in resident.points])
    Consent.objects.bulk_create(
        [
            Consent(contact=resident.contact, purpose=Purpose.UPDATES, given=True, language=resident.language, at=resident.contact.created_at)
            for resident in residents
        ]
        + [
            Consent(contact=resident.contact, purpose=Purpose.SURVEY, given=False, language=resident.language, at=resident.contact.created_at)
            for resident in residents[::40]
        ]
    )
    by_language = {language: [] for language in shares}
    for resident in residents:
        by_language[resident.language].append(resident)
    return by_language


def _resident(random, now, number, language, phones):
    names = voices("people")[language]
    first, last = random.choice(names["first"]), random.choice(names["last"])
    since = now - timedelta(days=random.uniform(370, 900))
    source = random.choices([Source.ASKED, Source.INFERRED, Source.UNKNOWN], [70, 22, 8])[0]
    known_channel = random.random() < 0.6
    contact = Contact(
        public_id=UUID(int=random.getrandbits(128), version=4),
        name=("" if language in UNSPACED else " ").join([last, first] if language in FAMILY_FIRST else [first, last]),
        preferred_language="" if source == Source.UNKNOWN else language,
        language_source=source,
        preferred_channel=random.choices([Channel.EMAIL, Channel.SMS], [70, 30])[0] if known_channel else "",
        channel_source=Source.ASKED if known_channel else Source.UNKNOWN,
        preferences_at=since if source == Source.ASKED else None,
        accessibility_needs=random.choice(NEEDS) if random.random() < 0.04 else "",
        created_at=since,
    )
    resident = Resident(contact, language)
    if random.random() < 0.78:
        readable = "".join(c for c in plain(f"{first}.{last}").replace(" ", "") if c.isascii()).strip(".") or "resident"
        resident.points.append(ContactPoint(contact=contact, kind=PointKind.EMAIL, value=f"{readable}{number}@mail.example", created_at=since))
    if not resident.points or random.random() < 0.7:
        resident.points.append(ContactPoint(contact=contact, kind=PointKind.PHONE, value=_phone(random, phones), created_at=since))
    return resident


def _phone(random, phones):
    """A number of her own; one in fifteen shares it with whoever comes next, as a household does."""
    return phones[-1] if random.random() < 1 / 15 else phones.pop()
