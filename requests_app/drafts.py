"""What belongs to a report that is not sent yet: one at a time may add to it or send it."""

import zlib

from django.db import connection

WEB = "web:"  # with the id of a draft of the portal: its idempotency key, and what its photos are kept under


def hold(draft_key):
    """Take the lock of a draft until the end of the transaction: whoever adds a photo, or sends, comes before or after, never beside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(312, %s)", [zlib.crc32(draft_key.encode()) - 2**31])
