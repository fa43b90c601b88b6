"""The few icons of the console: 20 × 20, drawn with one line, always beside a word."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import mark_safe

PATHS = {
    "calls": "M6.5 3 8.3 7 6.2 8.6a9 9 0 0 0 5.2 5.2L13 11.7l4 1.8v2.3c0 .7-.6 1.2-1.3 1.2C8.7 17 3 11.3 3 4.3 3 3.6 3.5 3 4.2 3Z",
    "queue": "M3 5.5h14M3 10h14M3 14.5h9",
    "handoffs": "M3 7h12.5M12.5 4l3 3-3 3M17 13H4.5M7.5 10l-3 3 3 3",
    "requests": "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.5 13.5 17 17",
    "people": "M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17c.6-3 3.3-4.5 6.5-4.5s5.9 1.5 6.5 4.5",
    "knowledge": "M10 5.5C8.5 4.3 6.3 4 3.5 4v11c2.8 0 5 .3 6.5 1.5 1.5-1.2 3.7-1.5 6.5-1.5V4c-2.8 0-5 .3-6.5 1.5ZM10 5.5v11",
    "messages": "M3 5h14v10H3ZM3.5 5.5 10 11l6.5-5.5",
    "figures": "M4 17V10M8 17V4M12 17V8M16 17v-4M3 17h14",
    "translations": "M3 5h8M7 3v2M9.5 5c-.6 3-3 5.5-6 6.5M4.8 7.5C6 9.5 8 11 10 11.5M9.5 17l3.5-8 3.5 8M10.8 14.2h4.4",
    "settings": "M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
    "place": "M10 17s5.5-4.7 5.5-9A5.5 5.5 0 0 0 4.5 8c0 4.3 5.5 9 5.5 9ZM10 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
    "clock": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.5 2",
    "check": "m4 10.5 4 4 8-9",
    "close": "m5 5 10 10M15 5 5 15",
    "down": "m5 8 5 5 5-5",
    "next": "m8 5 5 5-5 5",
    "back": "m12 5-5 5 5 5",
    "note": "M5 3h7l3 3v11H5ZM8 9h4M8 12h4",
    "warn": "M10 3 2.5 16.5h15ZM10 8v4M10 14.2v.3",
    "person": "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 16.5c.5-2.8 3-4 6-4s5.5 1.2 6 4",
    "photo": "M3 5h14v10H3ZM3 13l4-4 4 4 2.5-2.5L17 14M13 8v.1",
    "out": "M8 4H4v12h4M12 6.5 15.5 10 12 13.5M15.5 10H8",
}


@cache
def icon(name):
    """The SVG of one icon; a name nobody drew is a fault of ours."""
    path = mark_safe(PATHS[name])  # noqa: S308  (our own constant)
    return format_html('<svg class="icon" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" focusable="false"><path d="{}"/></svg>', path)
