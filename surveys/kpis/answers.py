"""The figures read from survey answers: R1, R6, R10, R13 of requirements 1.1, all by one SQL text.

What they share (requirements 1.0). Period: the date of the closing surveyed, in the city's time zone; answers are accepted until the
invitation expires. Denominator: valid answers (1 to 5) to that question; "does not apply" (0) and blank leave it. One answer per request:
the latest valid one among the closings of the period, so that what happens after a period never changes it. Response rate: invitations
about closings of the period that were answered, of all of them. A cell is the request's language, department, channel or district.
"""

from typing import Literal, overload

from django.db import connection

from surveys.kpis.figure import Figure
from surveys.kpis.period import Period

By = Literal["language", "department", "channel", "district"]

# %(question)s picks the column and %(by)s the cell inside the statement: the text is fixed, nothing is ever put together.
SQL = """
WITH asked AS (
    SELECT i.id, i.request_id, r.id IS NOT NULL AS answered, r.answered_at,
        CASE %(by)s
            WHEN 'language' THEN i.language
            WHEN 'department' THEN i.department_id::text
            WHEN 'channel' THEN i.channel
            WHEN 'district' THEN coalesce(q.district_id::text, '')
            ELSE ''
        END AS cell,
        CASE %(question)s WHEN 'q1' THEN r.q1 WHEN 'q2' THEN r.q2 WHEN 'q3' THEN r.q3 WHEN 'q7' THEN r.q7 END AS grade
    FROM surveys_invitation i
    JOIN requests_app_servicerequest q ON q.id = i.request_id
    LEFT JOIN surveys_response r ON r.invitation_id = i.id AND r.answered_at < i.expires_at
    WHERE i.closed_at >= %(start)s AND i.closed_at < %(end)s
), valid AS (
    SELECT DISTINCT ON (request_id) cell, grade
    FROM asked
    WHERE grade BETWEEN 1 AND 5
    ORDER BY request_id, answered_at DESC, id DESC
), graded AS (
    SELECT cell, count(*) AS denominator, count(*) FILTER (WHERE grade >= %(at_least)s) AS numerator FROM valid GROUP BY cell
), reached AS (
    SELECT cell, count(*) AS invited, count(*) FILTER (WHERE answered) AS answered FROM asked GROUP BY cell
)
SELECT cell, coalesce(numerator, 0), coalesce(denominator, 0), invited, answered
FROM reached LEFT JOIN graded USING (cell)
ORDER BY cell
"""


@overload
def _share(period: Period, question: str, at_least: int, by: None) -> Figure: ...
@overload
def _share(period: Period, question: str, at_least: int, by: By) -> dict[str, Figure]: ...
def _share(period, question, at_least, by):
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"question": question, "at_least": at_least, "by": by or "", "start": period.start, "end": period.end})
        cells = {cell: Figure.of(*numbers) for cell, *numbers in cursor.fetchall()}
    return cells if by else cells.get("", Figure.of(0, 0, 0, 0))


def r1(period: Period, *, by: By | None = None) -> Figure | dict[str, Figure]:
    """R1, overall satisfaction, top box: Q1 = very satisfied / valid answers to Q1. With by: one Figure per cell (ids as text, "" for none)."""
    return _share(period, "q1", 5, by)


def r6(period: Period, *, by: By | None = None) -> Figure | dict[str, Figure]:
    """R6, felt seamless, two boxes: Q2 = strongly agree or agree / valid answers to Q2."""
    return _share(period, "q2", 4, by)


def r6_top(period: Period, *, by: By | None = None) -> Figure | dict[str, Figure]:
    """R6 shown beside it, top box: Q2 = strongly agree / valid answers to Q2."""
    return _share(period, "q2", 5, by)


def r10(period: Period, *, by: By | None = None) -> Figure | dict[str, Figure]:
    """R10, timeliness, top box: Q3 = very satisfied / valid answers to Q3."""
    return _share(period, "q3", 5, by)


def r13(period: Period, *, by: By | None = None) -> Figure | dict[str, Figure]:
    """R13, would contact again, top box: Q7 = very willing / valid answers to Q7."""
    return _share(period, "q7", 5, by)
