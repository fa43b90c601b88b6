"""The city's colours and their shades, from two settings. Pure."""

from functools import cache

WHITE, BLACK, NIGHT = (255, 255, 255), (0, 0, 0), (20, 23, 26)


def parsed(color):
    """ "#0b5d66" -> (11, 93, 102). Raises ValueError for anything else."""
    digits = color.strip().removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"A colour is written like #0b5d66, not {color!r}.")
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def mixed(color, other, share):
    """*share* (0–1) of *other* mixed into *color*, as "#rrggbb"."""
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(color, other, strict=True))


def luminance(color):
    """Relative luminance as WCAG defines it, 0–1."""
    parts = [value / 255 for value in color]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours as WCAG defines it, 1–21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(color):
    """White or black: whichever reads better on the colour."""
    return "#ffffff" if contrast(color, WHITE) >= contrast(color, BLACK) else "#000000"


@cache
def stylesheet(city, accent):
    """CSS custom properties for a city colour and an accent, each like "#0b5d66"."""
    color = parsed(city)
    values = {
        "city": mixed(color, WHITE, 0),
        "on-city": on(color),
        "city-deep": mixed(color, BLACK, 0.34),
        "city-darkest": mixed(color, BLACK, 0.62),
        "city-tint": mixed(color, WHITE, 0.91),
        "city-light": mixed(color, WHITE, 0.55),
        "city-night": mixed(color, NIGHT, 0.8),
        "accent": mixed(parsed(accent), WHITE, 0),
        "on-accent": on(parsed(accent)),
    }
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}"
