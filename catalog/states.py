"""The state of a translation: which source it was made from."""

import hashlib


def source_hash(text):
    """A hash of the source text; a translation made from another hash is stale."""
    return hashlib.sha256(text.encode()).hexdigest()
