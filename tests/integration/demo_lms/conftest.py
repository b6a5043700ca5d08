import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripted_tool import Browser, PublishedKeys, ScriptedTool

from lti_npq.demo_lms import DemoSettings, RunningLms, start_in_thread
from lti_npq.demo_lms.keys import KEY_FILE, signing_key
from lti_npq.demo_lms.presets import PRESETS


@pytest.fixture(scope="session")
def published_keys() -> Iterator[PublishedKeys]:
    keys = PublishedKeys()
    yield keys
    keys.stop()


@pytest.fixture(scope="session")
def made_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key made once: making one for each test would take a third of the time."""
    folder = tmp_path_factory.mktemp("key")
    signing_key(folder)
    return folder / KEY_FILE


@pytest.fixture
def lms_with(
    published_keys: PublishedKeys, made_key: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., RunningLms]]:
    """Start an LMS with these habits; it refuses no first request and counts no attempts, unless a test says so."""
    running = []
    easy: dict[str, Any] = {"throttle": 0, "attempts": 0}

    def start(like: str = "plain", **habits: Any) -> RunningLms:
        folder = tmp_path_factory.mktemp("lms")
        shutil.copy(made_key, folder)
        settings = DemoSettings(
            port=0, tool=published_keys.address, folder=folder, habits=replace(PRESETS[like], **(easy | habits))
        )
        running.append(start_in_thread(settings))
        return running[-1]

    yield start
    for lms in running:
        lms.stop()


@pytest.fixture
def lms(lms_with: Callable[..., RunningLms]) -> RunningLms:
    return lms_with()


@pytest.fixture
def tool_of(published_keys: PublishedKeys) -> Iterator[Callable[[RunningLms], ScriptedTool]]:
    tools = []

    def make(lms: RunningLms) -> ScriptedTool:
        tools.append(ScriptedTool(lms, published_keys))
        return tools[-1]

    yield make
    for tool in tools:
        tool.close()


@pytest.fixture
def tool(lms: RunningLms, tool_of: Callable[[RunningLms], ScriptedTool]) -> ScriptedTool:
    return tool_of(lms)


@pytest.fixture
def browser_of(lms: RunningLms) -> Callable[[str | None], Browser]:
    return lambda person: Browser(lms, person)


@pytest.fixture
def amara(browser_of: Callable[[str | None], Browser]) -> Browser:
    return browser_of("amara-osei")


@pytest.fixture
def helen(browser_of: Callable[[str | None], Browser]) -> Browser:
    return browser_of("helen-marsh")
