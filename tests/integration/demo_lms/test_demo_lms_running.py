import functools
import signal
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from lti_npq.demo_lms import DemoSettings, StartError, start_in_thread
from lti_npq.demo_lms.__main__ import main
from lti_npq.demo_lms.presets import habits_for


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "lms.example", "::"])  # noqa: S104
def test_it_listens_on_this_computer_only(host):
    with pytest.raises(StartError, match="this computer only"):
        DemoSettings(host=host)


def test_a_free_port_is_found_and_is_the_issuers(lms):
    assert lms.address == f"http://127.0.0.1:{lms.settings.port}"
    assert lms.settings.port > 0


def test_a_foreign_host_name_is_refused(tool):
    assert tool.http("GET", "/", headers={"Host": "evil.example"}).status == 400


def test_localhost_is_sent_to_the_lmss_own_address(lms, tool):
    answer = tool.http("GET", f"http://localhost:{lms.settings.port}/courses", redirect=False)
    assert answer.headers["Location"] == f"{lms.address}/courses"


def test_grades_statements_and_keys_outlive_a_restart(tmp_path, published_keys, tool_of):
    settings = DemoSettings(port=0, tool=published_keys.address, folder=tmp_path / "lms")
    with start_in_thread(settings) as lms:
        tool = tool_of(lms)
        column = tool.service("GET", "/services/courses/npqh-autumn/lineitems").json()[0]["id"]
        assert tool.score(column).status == 204
        tool.statement_call(
            "POST",
            "/xapi/statements",
            {"actor": {"mbox": "mailto:a@b.example"}, "verb": {"id": "http://v"}, "object": {"id": "http://o"}},
        )
        keys = tool.http("GET", "/lti/jwks").json()
    with start_in_thread(settings) as lms:
        assert [score.given for score in lms.store.grades.history(1)] == [7]
        assert len(lms.store.grades.line_items("npqh-autumn")) == 1
        assert len(lms.store.statements.recent()) == 1
        assert tool_of(lms).http("GET", "/lti/jwks").json() == keys


def test_without_a_folder_everything_stays_in_memory(published_keys, tool_of):
    with start_in_thread(DemoSettings(port=0, tool=published_keys.address)) as lms:
        column = tool_of(lms).service("GET", "/services/courses/npqh-autumn/lineitems").json()[0]["id"]
        assert tool_of(lms).score(column).status == 204
        assert [score.given for score in lms.store.grades.history(1)] == [7]


def test_requests_received_are_remembered_for_tests(lms, tool):
    tool.ask_token()
    tool.http("GET", "/courses")
    assert [(seen.method, seen.path, seen.status) for seen in lms.store.requests] == [("POST", "/lti/token", 200)]


def test_the_command_says_where_it_is_and_ends_when_interrupted():
    command = [sys.executable, "-m", "lti_npq.demo_lms", "--port", "0"]
    # Where the tests themselves run in the background, interruptions are ignored, and children inherit that.
    heeding = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heeding) as running:  # noqa: PLW1509
        assert running.stdout.readline().startswith("Demonstration LMS: http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=20) == 0


def test_a_taken_port_is_one_sentence_and_status_1():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = CliRunner().invoke(main, ["--port", str(port)])
    assert outcome.exit_code == 1
    assert f"cannot listen on port {port}" in outcome.output
    assert len(outcome.output.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_one_sentence_and_status_1(tmp_path):
    (tmp_path / "file").write_text("in the way")
    outcome = CliRunner().invoke(main, ["--port", "0", "--data", str(tmp_path / "file" / "lms")])
    assert outcome.exit_code == 1
    assert "cannot keep its data" in outcome.output
    assert len(outcome.output.strip().splitlines()) == 1


def test_a_damaged_database_or_key_is_one_sentence(tmp_path):
    (tmp_path / "signing-key.pem").write_text("nonsense")
    with pytest.raises(StartError, match="not an RSA private key"):
        start_in_thread(DemoSettings(port=0, folder=tmp_path))
    (tmp_path / "demo-lms.sqlite3").write_text("nonsense " * 100)
    with pytest.raises(StartError, match="cannot keep its data"):
        start_in_thread(DemoSettings(port=0, folder=tmp_path))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--like", "nobody"], "no LMS to be like"),
        (["--habit", "sings"], "There is no habit 'sings'"),
        (["--habit", "token_lifetime=long"], "cannot be 'long'"),
        (["--tool", "localhost"], "must look like http://localhost:8500"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_status_1(arguments, sentence):
    outcome = CliRunner().invoke(main, ["--port", "0", *arguments])
    assert outcome.exit_code == 1
    assert sentence in outcome.output


def test_habits_are_switched_by_name():
    habits = habits_for("plain", ("aud_as_list", "names_shared=off", "token_lifetime=30"))
    assert (habits.aud_as_list, habits.names_shared, habits.token_lifetime) == (True, False, 30)


def test_importing_the_package_loads_no_web_server():
    script = "import sys, lti_npq.demo_lms; sys.exit('flask' in sys.modules or 'cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_it_imports_nothing_else_of_the_tool():
    script = """
import sys, lti_npq.demo_lms.__main__
ours = [name for name in sys.modules if name.startswith(("lti_npq.", "xapi"))]
sys.exit(any(not name.startswith("lti_npq.demo_lms") for name in ours))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
