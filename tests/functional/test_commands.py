"""The command line: what it does, and the one sentence with which it refuses what cannot be done."""

import json
import os
import pty
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from refusal import assert_refused
from tool_process import ToolProcess, free_port

from availability import unavailable
from command_tree import commands
from factories import small_package
from lti_npq.cli import main
from lti_npq.services.checking import locate

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/test"
LMS = [
    *("--issuer", "https://moodle.example.org", "--client-id", "abc"),
    *("--auth-url", "https://moodle.example.org/auth", "--token-url", "https://moodle.example.org/token"),
    *("--jwks-url", "https://moodle.example.org/certs", "--deployment", "1"),
]


# Settings that cannot work


@pytest.mark.parametrize("command", [("serve",), ("worker",), ("outbox", "deliver")], ids=" ".join)
@pytest.mark.parametrize("secret", ["", "short"])
def test_a_missing_secret_is_asked_for(command: tuple[str, ...], secret: str, tool: ToolProcess) -> None:
    tool.settings["SECRET_KEY"] = secret
    assert_refused(tool.run(*command), "LTI_NPQ_SECRET_KEY", "secrets.token_urlsafe")
    assert not tool.data.exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("COLOUR", "green", "LTI_NPQ_COLOUR is not a setting."),
        ("PORT", "many", "LTI_NPQ_PORT is 'many'"),
        ("PORT", "99999", "99999"),
        ("PORT", "-1", "-1"),
        ("EMBEDDED_DELIVERY", "perhaps", "neither yes nor no"),
        ("BASE_URL", "npq.example.org", "LTI_NPQ_BASE_URL"),
        ("BASE_URL", "http://[::1", "LTI_NPQ_BASE_URL"),
        ("BASE_URL", "http://npq.example.org:port", "LTI_NPQ_BASE_URL"),
        ("BASE_URL", "https://npq.example.org/", "no slash at the end"),
        ("HOST", "no.such.host.invalid", "no.such.host.invalid"),
        ("TIME_ZONE", "Europe/Camelot", "LTI_NPQ_TIME_ZONE"),
        ("LOG_LEVEL", "SHOUTING", "LTI_NPQ_LOG_LEVEL"),
        ("LRS_ENDPOINT", "lrs.example.org", "LTI_NPQ_LRS_ENDPOINT"),
        ("WEB_THREADS", "0", "LTI_NPQ_WEB_THREADS"),
        ("WEB_PROCESSES", "-1", "LTI_NPQ_WEB_PROCESSES"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, words: str, tool: ToolProcess) -> None:
    tool.settings[name] = value
    assert_refused(tool.run("serve"), words)


def test_a_port_that_is_taken_is_named(tool: ToolProcess) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", tool.port))
        other.listen()
        assert_refused(tool.run("serve"), f"Port {tool.port} on 127.0.0.1 cannot be used", "set another port")
        ran = tool.run("demo", "--port", str(tool.port), "--data", str(tool.data))
        assert_refused(ran, f"Port {tool.port} on 127.0.0.1 cannot be used")
    assert not tool.data.exists()


@pytest.mark.parametrize(
    "command", [("serve",), ("db", "upgrade"), ("content", "list"), ("outbox", "status")], ids=" ".join
)
def test_a_data_folder_that_cannot_be_used_is_named(
    command: tuple[str, ...], tool: ToolProcess, tmp_path: Path
) -> None:
    # Permissions would not stop a test that runs as root; a file in the folder's place stops everybody.
    (tmp_path / "taken").write_text("in the way")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below", Path("/proc/lti-npq")):
        tool.data = folder
        assert_refused(tool.run(*command), f"The data folder {folder} cannot be written to", "LTI_NPQ_DATA_DIR")
    assert (tmp_path / "taken").read_text() == "in the way"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is not a database URL"),
        ("postgresql://host:port/db", "is not a database URL"),
        ("mysql://user:hidden-word@host/db", "names 'mysql', which is not supported"),
        ("postgresql://user:hidden-word@127.0.0.1:1/db", "cannot be opened"),
        ("postgresql://user:hidden-word@127.0.0.1:1/db?nonsense=1", "cannot be opened"),
        ("sqlite:////proc/nowhere/test.sqlite3", "cannot be opened"),
    ],
)
@pytest.mark.parametrize("command", [("serve",), ("db", "upgrade")], ids=" ".join)
def test_a_wrong_database_address_is_explained(
    command: tuple[str, ...], url: str, words: str, tool: ToolProcess
) -> None:
    tool.settings["DATABASE_URL"] = url
    ran = tool.run(*command)
    assert_refused(ran, words)
    assert "hidden-word" not in ran.stderr


def test_a_file_that_is_no_database_is_left_alone(tool: ToolProcess, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Helen, " * 500)
    tool.settings["DATABASE_URL"] = f"sqlite:///{letter}"
    assert_refused(tool.run("db", "upgrade"), "cannot be opened", "not a database")
    assert letter.read_text() == "Dear Helen, " * 500


def test_a_database_that_is_not_there_is_named(tool: ToolProcess) -> None:
    try:
        psycopg.connect(POSTGRESQL, connect_timeout=2).close()
    except psycopg.OperationalError:
        unavailable("PostgreSQL does not answer on 127.0.0.1:5432")
    tool.settings["DATABASE_URL"] = POSTGRESQL.replace("/test", "/lti_npq_nowhere")
    assert_refused(tool.run("db", "upgrade"), "lti_npq_nowhere", "cannot be opened")


@pytest.mark.parametrize(
    "command", [("serve",), ("worker",), ("db", "upgrade"), ("content", "list"), ("platform", "list")], ids=" ".join
)
def test_a_database_ahead_of_the_code_is_left_alone(command: tuple[str, ...], tool: ToolProcess) -> None:
    tool.run("db", "upgrade")
    file = tool.data / "lti-npq.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    assert_refused(tool.run(*command), "revision 9999, which is ahead of the code", "Install the version")
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


# Content


def test_content_that_is_broken_is_named_by_file_and_line(tool: ToolProcess, tmp_path: Path) -> None:
    folder = small_package(tmp_path / "broken")
    (folder / "modules/planning/see.md").write_text("No front matter at all.")
    ran = tool.run("content", "publish", str(folder))
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert re.search(r"modules/planning/see\.md:1", ran.stderr)
    assert not list(tool.data.glob("packages/*"))
    assert json.loads(tool.run("content", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    "command", [["content", "publish", "npqh-2012"], ["export", "npqh-2012", "--format", "scorm12", "-o", "x.zip"]]
)
def test_an_unknown_package_is_refused_with_those_that_are_known(
    command: list[str], tool: ToolProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(tool.run(*command), "no content package “npqh-2012”", "Did you mean npqh-2021?")
    assert list(tmp_path.iterdir()) in ([], [tool.data])


def test_content_is_published_listed_and_published_again(tool: ToolProcess) -> None:
    assert "Nothing is published yet" in tool.run("content", "list").stdout
    assert tool.run("content", "publish", "npqh-2021").stdout.startswith("Published npqh-2021 ")
    assert tool.run("content", "publish", "npqh-2021").stdout.startswith("Already published: npqh-2021 ")
    [listed] = json.loads(tool.run("content", "list", "--json").stdout)
    assert listed["key"] == "npqh-2021"
    assert listed["version"] in tool.run("content", "list").stdout


def test_publishing_says_what_people_see_from_now_on(tool: ToolProcess, tmp_path: Path) -> None:
    newer = shutil.copytree(locate("npqh-2021"), tmp_path / "newer")
    outline = newer / "package.yaml"
    outline.write_text(re.sub(r"(?m)^version: .*$", "version: 99.0.0", outline.read_text()))
    tool.run("content", "publish", "npqh-2021")
    [listed] = json.loads(tool.run("content", "list", "--json").stdout)
    assert "Nobody sees it yet" not in tool.run("content", "publish", "npqh-2021", "--no-release").stdout
    assert "Nobody sees it yet" in tool.run("content", "publish", str(newer), "--no-release").stdout
    assert (
        f"People see 99.0.0 now, in place of {listed['version']}" in tool.run("content", "publish", str(newer)).stdout
    )
    again = tool.run("content", "publish", "npqh-2021").stdout
    assert f"People see {listed['version']} now, in place of 99.0.0" in again


def test_publishing_says_on_a_terminal_how_far_it_is(tool: ToolProcess) -> None:
    terminal, its_side = pty.openpty()
    command = [sys.executable, "-m", "lti_npq", "content", "publish", "npqh-2021"]
    ran = subprocess.run(command, env=tool.environment, stdout=subprocess.PIPE, stderr=its_side, check=True, timeout=60)
    os.close(its_side)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert "Storing" in shown
    assert "100%" in shown
    assert ran.stdout.startswith(b"Published npqh-2021"), "what scripts read is as it was"
    assert tool.run("content", "publish", "npqh-2021").stderr == ""


def test_a_published_version_is_not_replaced(tool: ToolProcess, tmp_path: Path) -> None:
    folder = small_package(tmp_path / "small-2021")
    assert tool.run("content", "publish", str(folder)).returncode == 0
    page = folder / "modules/planning/see.md"
    page.write_text(page.read_text().replace("A plan that held", "Another plan"))
    assert_refused(tool.run("content", "publish", str(folder)), "was published", "other content", "raise `version`")


# Platforms and the outbox


def test_a_platform_added_twice_is_one_platform(tool: ToolProcess) -> None:
    first = tool.run("platform", "add", *LMS, "--name", "Our Moodle")
    assert first.stdout == "Registered as number 1: Our Moodle\n", first.stderr
    again = tool.run("platform", "add", *LMS, "--name", "Moodle")
    assert again.stdout == "Registered as number 1: Moodle\n"
    listed = tool.run("platform", "list").stdout.splitlines()
    assert listed[0].startswith("1  Moodle  https://moodle.example.org  client id abc")
    assert sum("https://moodle.example.org" in line for line in listed) == 1


@pytest.mark.parametrize("wrong", ["moodle.example.org/token", "ftp://moodle.example.org/token", ""])
def test_a_platform_with_an_address_that_is_none_is_refused(wrong: str, tool: ToolProcess) -> None:
    ran = tool.run("platform", "add", *[wrong if each.endswith("/token") else each for each in LMS])
    assert_refused(ran, f"“{wrong}” is not a web address")
    assert tool.run("platform", "list").stdout == "None yet. Add one with: lti-npq platform add\n"


def test_the_doctor_reports_before_the_tool_was_ever_served_and_logs_only_if_asked(tool: ToolProcess) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    tool.run("platform", "add", *[word.replace("https://moodle.example.org", nobody) for word in LMS])
    ran = tool.run("platform", "doctor", "1")
    assert ran.returncode == 1
    assert f"failure  The LMS's keys: {nobody}/certs: no answer" in ran.stdout
    assert f"failure  The tool's keys: {tool.address}/lti/jwks: no answer" in ran.stdout
    assert ran.stderr == ""
    tool.settings["LOG_LEVEL"] = "DEBUG"
    assert f"GET '{nobody}/certs'" in tool.run("platform", "doctor", "1").stderr


def test_a_command_with_something_missing_says_how_it_is_used(tool: ToolProcess) -> None:
    ran = tool.run("platform", "add", "--issuer", "https://moodle.example.org")
    assert ran.returncode == 2
    assert "Missing option" in ran.stderr
    assert not tool.data.exists()


def test_an_empty_outbox_is_said_to_be_empty(tool: ToolProcess) -> None:
    assert "Scores owed: 0" in tool.run("outbox", "status").stdout
    found = json.loads(tool.run("outbox", "status", "--json").stdout)
    assert found.pop("platforms") == found.pop("stores") == []
    assert found == {"scores_owed": 0, "scores_failed": 0, "score_troubles": [], "notice_troubles": []}
    assert tool.run("outbox", "retry").stdout == "0 will be tried again.\n"


def test_delivering_without_a_key_pair_is_no_crash(tool: ToolProcess) -> None:
    ran = tool.run("outbox", "deliver")
    assert "Traceback" not in ran.stderr
    assert ran.returncode in {0, 1}


# All of them


@pytest.mark.parametrize("path", [names for names, _ in commands(main)], ids=" ".join)
def test_every_command_shows_an_example(path: tuple[str, ...]) -> None:
    ran = CliRunner().invoke(main, [*path, "--help"])
    assert ran.exit_code == 0
    # The help is wrapped to the width of a terminal, at hyphens too.
    shown = "".join(ran.output.split())
    assert "lti-npq" + "".join(path) in shown.partition("Example:")[2]


def test_upgrading_twice_says_that_nothing_was_to_be_done(tool: ToolProcess) -> None:
    assert tool.run("db", "upgrade").stdout.startswith("Upgraded from empty to ")
    assert tool.run("db", "upgrade").stdout.startswith("The database is at ")
