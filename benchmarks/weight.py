"""Residents' pages in a real Chromium against the running production server: bytes over the wire by language, and how soon a cheap phone shows them.

Started by benchmarks.run as `python -m benchmarks.weight PORT FILE`: what it needs (Playwright, a Chromium) is needed for nothing else there.
"""

import json
import math
import os
import secrets
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.translation import override  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from benchmarks.pages import Town  # noqa: E402
from benchmarks.scale import KB, MORE_THAN_ENGLISH, REPEAT, Scale  # noqa: E402
from catalog.queries import current  # noqa: E402
from requests_app.models import ServiceRequest  # noqa: E402
from tests.browsers import QUIET, chromium  # noqa: E402

PHONE = {"width": 390, "height": 844}
SLOWER = 4  # times, as a cheap phone is
# name -> round trip (ms), down and up (bits a second), budget of the largest paint (s), runs
NETWORKS = {"1.6 Mbps, 150 ms": (150, 1_600_000, 750_000, 1.8, 4), "400 kbps, 400 ms": (400, 400_000, 200_000, 3.5, 3)}
TIMED = ("home", "details", "follow")  # the first page, a form, the page from a message
TIMED_IN = ("en", "vi", "ar")
SHIFT, BLOCKED, ANSWER = 0.05, 50, 100  # budgets: layout shift, blocking time and answer to a tap (ms)
LAB = """
window.lab = {paint: 0, shift: 0, blocked: 0, answer: 0};
const watch = (type, note, more = {}) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true, ...more});
watch('largest-contentful-paint', entry => { lab.paint = entry.startTime; });
watch('layout-shift', entry => { if (!entry.hadRecentInput) lab.shift += entry.value; });
watch('longtask', entry => { lab.blocked += Math.max(0, entry.duration - 50); });
watch('event', entry => { if (entry.interactionId) lab.answer = Math.max(lab.answer, entry.duration); }, {durationThreshold: 16});
"""


class Tour:
    """The pages by name, each with its address in a language; and the session of somebody who is about to send a report."""

    def __init__(self):
        town = Town()
        service, answers, place, words, email = town.submission(0)
        you = {"channel": "email", "email": email, "phone": "", "name": "Bench", "language": "en"}
        ready = {
            "service": service.code, "place": place, "answers": answers, "asked": [question.code for question in service.questions],
            "description": words, "photos": True, "you": you, "near": True, "checked": True,
        }  # fmt: skip
        self.session, self.draft = secrets.token_hex(16), secrets.token_urlsafe(12)
        data = SessionStore().encode({"drafts": {self.draft: ready}, "you": you})
        Session.objects.create(session_key=self.session, session_data=data, expire_date=timezone.now() + timedelta(days=1))
        found = ServiceRequest.objects.public().filter(service=service.id).latest("submitted_at")
        prepared = next(entry for entry in current().services if entry.checklist)
        article = current().articles(timezone.localdate())[0]
        steps = {step: ("report_step", [self.draft, step], "") for step in ("place", "details", "photos", "you", "check")}
        self.pages = {
            "home": ("home", [], ""), "results": ("search", [], "?q=pothole"), "need": ("search", [], f"?need={current().groups[0].code}"),
            "service": ("service", [service.code], ""), "prepare": ("prepare", [prepared.code], ""), "paper": ("paper", [service.code], ""),
            "article": ("article", [article.slug], ""), **steps, "done": ("done", [found.token], ""), "follow": ("track", [found.token], ""),
            "lookup": ("lookup", [], f"?reference={found.reference}"), "mine": ("mine", [], ""), "list": ("requests", [], ""),
            "one": ("one", [found.reference], ""), "news": ("alert", [], ""), "help": ("help", [], ""), "call me": ("call_me", [], ""),
            "about page": ("about_page", [], ""), "accessibility": ("accessibility", [], ""),
        }  # fmt: skip

    def address(self, name, language):
        to, args, query = self.pages[name]
        with override(language):
            return reverse(f"portal:{to}", args=args) + query


def main(port, path):
    tour, base = Tour(), f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        weights = {language: _weighed(browser, base, tour, language) for language, _name in settings.LANGUAGES}
        _show_weights(tour, weights)
        times = [_timed(browser, base, tour, *case) for case in _cases()]
        _show_times(times)
        browser.close()
    kept = {language: {name: first.by_kind | {"again": again.total} for name, (first, again) in pages.items()} for language, pages in weights.items()}
    path.write_text(json.dumps({"bytes": kept, "times": times}, indent=1) + "\n")


def _window(browser, base, tour):
    context = browser.new_context(viewport=PHONE)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": tour.session, "url": base}])
    return context


def _weighed(browser, base, tour, language):
    """Page -> (Weight of a first visit, Weight of a page more, when its files are there)."""
    context = _window(browser, base, tour)
    scale, found = Scale(context.new_page()), {}
    scale.weigh(base + tour.address("home", language), cold=False)  # fills the cache that the second visits read
    for name in tour.pages:
        url = base + tour.address(name, language)
        found[name] = scale.weigh(url), scale.weigh(url, cold=False)
    context.close()
    return found


def _show_weights(tour, weights):
    languages = list(weights)
    print(f"\nKB over the wire, first visit / with files kept (budget 100, follow 60 / 20)\n{'':16}" + "".join(f"{code:>15}" for code in languages))
    wrong = []
    for name in tour.pages:
        cells = ""
        for language in languages:
            first, again = weights[language][name]
            cells += f"{first.total / KB:>9.1f}{again.total / KB:>6.1f}"
            wrong += [f"{name} in {language}: {problem}" for problem in first.over(is_status=name == "follow")]
            wrong += [f"{name} in {language}: {again.total / KB:.1f} KB again"] if again.total > REPEAT else []
            more = first.total - weights[settings.LANGUAGE_CODE][name][0].total
            wrong += [f"{name} in {language}: {more / KB:.1f} KB more than in English"] if more > MORE_THAN_ENGLISH else []
        print(f"{name:16}{cells}")
    for kind in ("html", "css", "js", "fonts", "images", "other"):
        most = [max(first.by_kind.get(kind, 0) for first, _again in weights[language].values()) / KB for language in languages]
        print(f"{'most ' + kind:16}" + "".join(f"{size:>9.1f}{'':6}" for size in most))
    print("Over budget: " + ("; ".join(wrong) or "nothing."))


def _cases():
    """(page, language, network) of every timing: the slow network in one language, whose font is loaded."""
    for network in NETWORKS:
        for language in TIMED_IN if network.startswith("1.6") else ("vi",):
            for name in TIMED:
                yield name, language, network


def _timed(browser, base, tour, name, language, network):
    """The 75th percentile of several first visits on a slow phone and network."""
    latency, down, up, _budget, runs = NETWORKS[network]
    found = []
    for _run in range(runs):
        context = _window(browser, base, tour)
        page = context.new_page()
        page.add_init_script(LAB)
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        devtools.send(
            "Network.emulateNetworkConditions", {"offline": False, "latency": latency, "downloadThroughput": down / 8, "uploadThroughput": up / 8}
        )
        page.goto(base + tour.address(name, language), wait_until="load")
        page.evaluate("document.fonts.ready.then(() => new Promise(done => setTimeout(done, 300)))")
        if field := page.query_selector("#step textarea, #q"):
            field.click()
            page.keyboard.type("abc")
            page.wait_for_timeout(300)
        found.append(page.evaluate("lab"))
        context.close()
    return {"page": name, "language": language, "network": network} | {key: _p75([run[key] for run in found]) for key in found[0]}


def _p75(values):
    return sorted(values)[math.ceil(0.75 * len(values)) - 1]


def _show_times(times):
    print(f"\nFirst visits, processor {SLOWER} times slower, 75th percentile")
    print(f"{'':20}{'network':20}{'paint s':>9}{'shift':>8}{'blocked ms':>12}{'answer ms':>11}")
    for row in times:
        budget = NETWORKS[row["network"]][3]
        wrong = [row["paint"] > budget * 1000, row["shift"] > SHIFT, row["blocked"] > BLOCKED, row["answer"] > ANSWER]
        cells = [f"{row['paint'] / 1000:.2f}", f"{row['shift']:.3f}", f"{row['blocked']:.0f}", f"{row['answer']:.0f}" if row["answer"] else ""]
        marked = [cell + ("!" if is_over else " ") for cell, is_over in zip(cells, wrong, strict=True)]
        print(f"{row['page']:10}{row['language']:10}{row['network']:20}{marked[0]:>9}{marked[1]:>8}{marked[2]:>12}{marked[3]:>11}")
    paints = ", ".join(f"{facts[3]} s at {name}" for name, facts in NETWORKS.items())
    print(f"Budgets: paint {paints}; shift {SHIFT}; blocked {BLOCKED} ms; answer {ANSWER} ms (a ! is over).")
    print(f"Load of the machine: {os.getloadavg()[0]:.1f}; above 2 others were busy, and every time is too long.")


main(int(sys.argv[1]), Path(sys.argv[2]))
