"""The result for people and for machines."""

import json

from benchmarks.client import CONCURRENCY
from benchmarks.finding import MOST_MS, SERVICES

READS_PER_SECOND, WRITE_SHARE, P95_MS = 300, 0.15, 100
NEAR_MS = 20


def targets(row, ceiling_tps):
    """[(what, reached)] of one row: reads 300/s, Open311 POST 15 % of the ceiling, p95 100 ms."""
    found = [("p95 ≤ 100 ms", row["p95_ms"] <= P95_MS)]
    if row["kind"] == "read":
        found.append(("≥ 300/s", row["rps"] >= READS_PER_SECOND))
    elif row["name"] == "open311_post":
        found.append(("≥ 15 % of the ceiling", row["rps"] >= WRITE_SHARE * ceiling_tps))
    return found


def show(rows, ceiling_tps, facts, near):
    print(f"\n{'':16}{'kind':>7}{'per s':>9}{'p50 ms':>9}{'p95 ms':>9}{'SQL':>6}{'of ceiling':>12}   targets")
    for row in rows:
        share = f"{row['rps'] / ceiling_tps:.0%}" if row["kind"] == "write" and ceiling_tps else ""
        told = ", ".join(f"{what} {'yes' if reached else 'NO'}" for what, reached in targets(row, ceiling_tps))
        print(f"{row['name']:16}{row['kind']:>7}{row['rps']:>9.0f}{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{row['sql']:>6}{share:>12}   {told}")
    print(
        f"\nPostgres ceiling: {ceiling_tps:.0f} submissions/s ({facts['statements']} statements each), pgbench with {CONCURRENCY} prepared clients."
    )
    reached = "yes" if near["p95_ms"] <= NEAR_MS else "NO"
    print(
        f"Nearby, among 10,000 open requests in a square kilometer: p50 {near['p50_ms']:.1f} ms, p95 {near['p95_ms']:.1f} ms, "
        f"{near['sql']} queries. p95 ≤ {NEAR_MS} ms {reached}"
    )
    print(facts["shared"])


def show_search(found):
    """Milliseconds of a search, beside those of a plain look through all texts in the same run."""
    reached = "yes" if found["p95_ms"] <= MOST_MS else "NO"
    print(
        f"\nSearch, {SERVICES} services, {found['searches']} searches in all languages: p50 {found['p50_ms']:.1f} ms, p95 {found['p95_ms']:.1f} ms, "
        f"longest {found['max_ms']:.1f} ms (p95 ≤ {MOST_MS} ms {reached}); plain look through all texts p95 {found['scan_p95_ms']:.1f} ms; "
        f"making the indexes once per version {found['build_ms']:.0f} ms."
    )


def write(path, rows, ceiling_tps, **more):
    """The file that other programs read."""
    kept = [_rounded(row) for row in rows]
    more = {name: _rounded(found) for name, found in more.items()}
    path.write_text(json.dumps({"ceiling_tps": round(ceiling_tps, 1), "rows": kept, **more}, indent=1) + "\n")


def _rounded(row):
    return {key: round(value, 2) if isinstance(value, float) else value for key, value in row.items()}
