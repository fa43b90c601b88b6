"""A report saved for later: behind one link, for thirty days, and nothing of it left afterwards."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contacts.models import Contact, ContactPoint
from notifications.actions import send_due
from notifications.models import Message
from notifications.rendering import render
from requests_app.actions import drop_report, forget, forget_old, save_report, submit, take_up
from requests_app.models import Actor, Attachment, SavedReport
from requests_app.photos import keep_photo
from tests import factories as make
from tests.proofs import at_once, nothing_written, refused
from tests.requests_app.hostile import jpeg

ID = "draft-of-sixteen"
ANA = ("email", "ana@example.com")
DAYS = timedelta(days=30)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def save(draft_id=ID, point=ANA, at=None, language="es", **data):
    return save_report(draft_id=draft_id, data={"service": "pothole", **data}, language=language, point=point, at=at)


def a_photo(draft_id=ID, at=None):
    kept = keep_photo(SimpleUploadedFile("a.jpg", jpeg()), actor=Actor.RESIDENT, draft_key=f"web:{draft_id}")
    if at:
        Attachment.objects.filter(pk=kept.pk).update(created_at=at)
    return kept


def test_a_saved_report_is_kept_thirty_days_and_its_link_sent_without_a_contact(db):
    make.service()
    at = timezone.now()
    saved = save(description="Un bache.", at=at)
    assert (saved.data, saved.language, saved.expires_at) == ({"service": "pothole", "description": "Un bache."}, "es", at + DAYS)
    assert take_up(saved.token) == saved
    assert not Contact.objects.exists()
    message = Message.objects.get()
    assert (message.kind, message.contact, message.to, message.language) == ("saved", None, "ana@example.com", "es")
    rendered = render(message)
    assert f"/es/saved/{saved.token}/" in rendered.text
    assert "Bache" in rendered.text


def test_saving_again_keeps_the_newer_words_behind_the_same_link(db):
    first = save(description="A hole.")
    again = save(description="Two holes.", at=timezone.now() + timedelta(minutes=2))
    assert (again.pk, again.token) == (first.pk, first.token)
    assert take_up(first.token).data["description"] == "Two holes."
    assert SavedReport.objects.count() == 1


def test_saved_twice_at_once_is_one_report_and_one_message(transactional_db):
    assert len({result.pk for result in at_once(save, save)}) == 1
    assert SavedReport.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_third_message_within_the_hour_is_refused_and_changes_nothing(db):
    at = timezone.now().replace(hour=12)
    save(at=at)
    save(at=at + timedelta(minutes=2))
    with refused(code="often"):
        save("another-sixteen-", at=at + timedelta(minutes=4), description="More.")
    save(at=at + timedelta(minutes=61))


def test_a_sixth_message_within_the_day_is_refused(db):
    at = timezone.now().replace(hour=3)
    for hours in (0, 2, 4, 6, 8):
        save(at=at + timedelta(hours=hours))
    with refused(code="often"):
        save(at=at + timedelta(hours=10))
    save(point=("email", "bo@example.com"), at=at + timedelta(hours=10))


def test_whoever_asked_us_to_stop_gets_no_link(db):
    make.resident()
    ContactPoint.objects.update(stopped_at=timezone.now())
    save()
    assert not Message.objects.exists()


def test_once_the_link_went_out_the_outbox_keeps_neither_it_nor_the_address(db, mailbox):
    saved = save()
    assert send_due() == 1
    message = Message.objects.get()
    assert (message.status, message.to) == ("sent", "a•••.com")
    assert saved.token not in message.text + message.html + str(message.context)
    assert saved.token in mailbox[0].get_body(("plain",)).get_content()
    assert mailbox[0]["To"] == "ana@example.com"


def test_a_link_by_text_message_goes_out_at_night_too(db):
    save(point=("phone", "+14085550123"), at=timezone.now().replace(hour=10))  # two or three in the morning in the city
    send_due(at=timezone.now().replace(hour=10))
    assert Message.objects.get().status == "sent"


@pytest.mark.parametrize("token", ["", "x" * 22])
def test_an_unknown_link_opens_nothing(db, token):
    assert take_up(token) is None


def test_a_link_past_its_day_opens_nothing(db):
    saved = save()
    assert take_up(saved.token, at=saved.expires_at - timedelta(seconds=1)) == saved
    assert take_up(saved.token, at=saved.expires_at) is None


def test_looking_at_a_link_changes_nothing(db):
    saved = save()
    with nothing_written():
        take_up(saved.token)


def test_after_sending_the_words_are_forgotten_and_the_link_stays(db):
    saved = save(description="A hole.", you={"name": "Ana"})
    forget(ID)
    assert take_up(saved.token).data == {"service": "pothole"}


def test_a_report_she_deletes_is_gone_with_its_photos(db, media):
    saved = save()
    a_photo()
    other = a_photo("another-sixteen-")
    drop_report(ID)
    assert take_up(saved.token) is None
    assert list(Attachment.objects.all()) == [other]
    assert len(files(media)) == 2


def test_deleting_leaves_the_photos_of_what_was_sent(db, media):
    hole = make.service()
    a_photo()
    submit(service_id=hole.pk, draft_key=f"web:{ID}", language="en", channel="web", actor=Actor.RESIDENT, address="12 Main Street")
    with nothing_written():
        drop_report(ID)
    assert len(files(media)) == 2


def test_what_was_never_sent_is_deleted_after_thirty_days_with_its_files(db, media):
    at = timezone.now()
    old, young = at - DAYS, at - DAYS + timedelta(seconds=1)
    save("old-old-old-old-", at=old)
    save("young-young-youn", at=young, point=("email", "bo@example.com"))
    a_photo("old-old-old-old-", at=old)
    kept = [a_photo("young-young-youn", at=old), a_photo("nobody-saved-me-", at=young)]  # the first waits with the report that it belongs to
    assert forget_old(at) == (1, 1)
    assert [saved.draft_id for saved in SavedReport.objects.all()] == ["young-young-youn"]
    assert list(Attachment.objects.order_by("pk")) == kept
    assert {path.stem.removesuffix("-small") for path in files(media)} == {photo.public_id.hex for photo in kept}
    with nothing_written():
        assert forget_old(at) == (0, 0)


def test_photos_of_requests_are_never_too_old(db, media):
    made = make.request()
    kept = keep_photo(SimpleUploadedFile("a.jpg", jpeg()), actor=Actor.RESIDENT, request=made)
    Attachment.objects.update(created_at=timezone.now() - 10 * DAYS)
    assert forget_old() == (0, 0)
    assert Attachment.objects.get() == kept


def test_more_than_one_batch_is_deleted(db, media, monkeypatch):
    monkeypatch.setattr("requests_app.actions.saving.BATCH", 2)
    for n in range(5):
        a_photo(f"draft-{n}", at=timezone.now() - DAYS)
    assert forget_old() == (0, 5)
    assert files(media) == []


def test_a_run_that_was_stopped_between_files_and_rows_is_finished_by_the_next(db, media):
    kept = a_photo(at=timezone.now() - DAYS)
    kept.file.delete(save=False)
    assert forget_old() == (0, 1)
    assert files(media) == []


def test_two_beats_at_once_delete_each_photo_once(transactional_db, media):
    for n in range(6):
        a_photo(f"draft-{n}", at=timezone.now() - DAYS)
    results = at_once(forget_old, forget_old)
    assert sum(count for _reports, count in results) == 6
    assert files(media) == []


def test_a_photo_that_comes_after_the_report_was_sent_goes_to_the_request(db):
    hole = make.service()
    key = f"web:{ID}"
    made = submit(
        service_id=hole.pk, draft_key=key, idempotency_key=key, language="en", channel="web", actor=Actor.RESIDENT, address="12 Main Street"
    )
    kept = a_photo()
    assert (kept.request, kept.draft_key) == (made, "")
    assert made.events.latest("id").kind == "attachment"


def test_a_photo_and_the_sending_at_once_leave_no_photo_behind(transactional_db):
    hole = make.service()
    for turn in range(8):
        key = f"web:{turn}"

        def send(key=key):
            return submit(
                service_id=hole.pk, draft_key=key, idempotency_key=key, language="en", channel="web", actor=Actor.RESIDENT, address="12 Main Street"
            )

        _photo, made = at_once(lambda turn=turn: a_photo(str(turn)), send)
        assert Attachment.objects.filter(request=made).count() == 1
    assert not Attachment.objects.filter(request=None).exists()
