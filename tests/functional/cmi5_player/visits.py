"""A learner's sessions with a cmi5 package: waiting for what is told, and leaving."""

from collections import Counter

from cmi5_player.lms import Lms
from playwright.sync_api import Page


def arrived(page: Page, lms: Lms, *verbs: str) -> None:
    """Wait until these have arrived, each as often as it is named, whatever else has."""
    for _ in range(200):
        if Counter(verbs) <= Counter(lms.verbs()):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{verbs} did not arrive: {lms.verbs()}")


def leave(page: Page, lms: Lms) -> None:
    """Close the page as a browser does, and wait for its last words."""
    before = lms.verbs().count("terminated")
    page.goto("about:blank")
    for _ in range(200):
        if lms.verbs().count("terminated") > before:
            return page.close()
        page.wait_for_timeout(50)
    raise AssertionError(f"terminated did not arrive: {lms.verbs()}")
