"""What a photo or document goes out with, to residents and staff alike: it may be looked at or saved, and do nothing. Knows no HTTP."""

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def served(attachment, *, is_small):
    """-> (open file, content type, headers). A picture may be shown, a document is only saved. Raises FileNotFoundError."""
    is_small = is_small and bool(attachment.thumbnail)
    file = (attachment.thumbnail if is_small else attachment.file).open("rb")
    if is_small or not attachment.is_document:
        return file, "image/jpeg", {**HEADERS, "Content-Disposition": 'inline; filename="photo.jpg"'}
    return file, "application/pdf", {**HEADERS, "Content-Disposition": 'attachment; filename="document.pdf"'}
