"""A learner's visits to an exported package, in the words of a learner."""

import json
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect

EVERYTHING = (Path(__file__).parent / "everything.js").read_text()
"""A function for a package's page: answers every self-check, rightly or wrongly, and marks every page as read."""

PATIENCE = 10
"""Seconds until an opening counts as failed."""


class Visit:
    """One opening of the package in the player, or wherever `address` leads."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.reopened()

    def reopened(self) -> None:
        """Wait until the package stands, for the first time or once more."""
        self.sco: Frame = self._package()
        expect(self.sco.locator("[data-kept]")).to_be_visible()

    def _note_console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _package(self) -> Frame:
        """The frame of the package, however deep it lies."""
        deadline = monotonic() + PATIENCE
        while monotonic() < deadline:
            for frame in self.page.frames:
                if "/package/" in urlsplit(frame.url).path:
                    return frame
            self.page.wait_for_timeout(20)
        raise AssertionError("the package did not open")

    @property
    def shown(self) -> Locator:
        """The page that stands before the learner."""
        return self.sco.locator("article.current")

    @property
    def title(self) -> str:
        return self.shown.locator("h1").inner_text()

    @property
    def kept(self) -> Locator:
        """The line that says where progress is."""
        return self.sco.locator("[data-kept]")

    def start(self) -> None:
        link = self.sco.locator("[data-resume]")
        target = link.get_attribute("href")
        link.click()
        expect(self.sco.locator(f"article.current{target}")).to_be_visible()

    def read_on(self) -> None:
        """Mark the page as read and go on."""
        button = self.shown.locator("[data-next]")
        target = button.get_attribute("data-next")
        button.click()
        expect(self.sco.locator(f"article.current#{target}")).to_be_visible()

    def go_to(self, article: str) -> None:
        self.sco.evaluate("id => { location.hash = '#' + id }", article)
        expect(self.sco.locator(f"#{article}")).to_be_visible()

    def answer(self, question: str, letters: str) -> None:
        """Choose exactly these options, then check."""
        box = self.shown.locator(f'[data-question="{question}"]')
        for position, choice in enumerate(box.locator("input").all()):
            wanted = "abcdefghijklmnopqrstuvwxyz"[position] in letters
            if wanted or choice.get_attribute("type") == "checkbox":
                choice.set_checked(wanted)
        box.get_by_role("button").click()

    def read_three_pages(self) -> None:
        """Read the sample's first module and answer its self-checks, one wrongly and one rightly."""
        self.start()
        self.read_on()
        self.answer("check_pilot", "a")
        self.answer("check_signals", "ac")
        self.read_on()
        self.read_on()

    def hide(self) -> None:
        """Put the page in the background, as far as the page can tell."""
        self.sco.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )

    def leave(self) -> dict[str, Any]:
        """Close the activity as a player does; returns what the LMS saw."""
        self.page.evaluate("document.getElementById('sco').src = 'about:blank'")
        self.page.wait_for_function("window.lms.finishes > 0")
        return self.lms()

    def lms(self) -> dict[str, Any]:
        """Return what the LMS has seen so far."""
        seen: dict[str, Any] = self.page.evaluate("window.lms")
        return seen

    def wait_for_commit(self, after: int = 0) -> None:
        self.page.wait_for_function("count => window.lms.commits > count", arg=after)


def stored(values: dict[str, str], **more: str) -> str:
    """Return the address's query with which the LMS begins where an earlier visit ended."""
    remembered = {name: value for name, value in values.items() if name.startswith("cmi.")}
    kept = (
        *("cmi.suspend_data", "cmi.core.lesson_location", "cmi.core.lesson_status", "cmi.core.lesson_mode"),
        *("cmi.location", "cmi.completion_status", "cmi.success_status", "cmi.mode"),
    )
    return urlencode({"stored": json.dumps({name: remembered[name] for name in kept if name in remembered}), **more})


def values_set(lms: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every element that was set, with its value, in order."""
    return [(call[1], call[2]) for call in lms["calls"] if call[0] in {"LMSSetValue", "SetValue"}]
