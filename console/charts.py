"""Small charts drawn on the server as SVG: shapes and positions here, colours in the stylesheet, a table beside each on the page."""

from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, HEAD, SIDE = 440, 170, 18, 12, 34


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    label: str
    count: int
    shows_label: bool
    middle: float
    second: float  # height of the part that is marked
    second_y: float


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    base: int
    side: int
    columns: list
    lines: list  # (y, number) of the scale


def columns(rows, second=None):
    """A column chart. rows: (label, count); second: for each row, how much of it is marked. -> Chart"""
    top = nice(max((count for _label, count in rows), default=0))
    room, base = HEIGHT - FOOT - HEAD, HEIGHT - FOOT
    step = (WIDTH - SIDE) / max(len(rows), 1)
    every = max(1, -(-len(rows) // 6))
    drawn = []
    for number, (label, count) in enumerate(rows):
        height = round(room * count / top, 1)
        width = round(min(max(step * 0.72, 1), 56), 1)
        middle = round(SIDE + number * step + step / 2, 1)
        part = round(room * second[number] / top, 1) if second else 0
        drawn.append(
            Column(
                round(middle - width / 2, 1),
                round(base - height, 1),
                width,
                height,
                label,
                count,
                number % every == 0,
                middle,
                part,
                round(base - part, 1),
            )
        )
    return Chart(WIDTH, HEIGHT, base, SIDE, drawn, [(round(base - room * share, 1), round(top * share)) for share in (0, 0.5, 1)])


def nice(number):
    """The next round number: 1, 2, 5 or 10 times a power of ten; at least 2, so that the half is whole."""
    if number <= 2:
        return 2
    power = 10 ** (len(str(number - 1)) - 1)
    return next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= number)


def interval(figure):
    """Where a share and its interval lie on a line of 0 to 100. -> dict, or None when there is nothing to show"""
    if figure.value is None:
        return None
    return {"value": round(figure.value * 100, 1), "low": round(figure.low * 100, 1), "width": round((figure.high - figure.low) * 100, 1)}
