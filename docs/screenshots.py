"""Takes the README's two pictures from the running demo (`make demo` in another window, then `make screenshots`)."""

import argparse
import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
sys.path.insert(0, str(ROOT))

from cx311.demo.city import sign_ins  # noqa: E402  (the path is known only now)
from tests.browsers import QUIET, chromium  # noqa: E402

FLAGS = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def keep(page, name, width):
    """A picture of the window, scaled to a width, in few colours: small enough for a repository."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.thumbnail((width, 4000))
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / name
    image.quantize(128).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")  # noqa: T201


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=os.environ.get("CX311_URL", "http://127.0.0.1:8311"))
    url = parser.parse_args().url.rstrip("/")
    supervisor = next(person for person in sign_ins() if person["role"] == "supervisor")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        phone.goto(f"{url}/es/")
        keep(phone, "portal.png", 520)
        desk = browser.new_page(viewport={"width": 1440, "height": 900})
        desk.goto(f"{url}/console/")
        desk.fill("input[name=login]", supervisor["email"])
        desk.fill("input[name=password]", supervisor["password"])
        desk.click("form.stack button")
        desk.wait_for_selector("nav a[href*=queue]")
        desk.goto(f"{url}/console/queue/?view=open")
        desk.click("main tbody a >> nth=3")
        desk.wait_for_load_state("networkidle")
        keep(desk, "console.png", 1200)
        browser.close()


if __name__ == "__main__":
    main()
