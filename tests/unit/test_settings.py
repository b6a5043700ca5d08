"""Settings: read from the environment, and refused in words where they do not fit."""

from pathlib import Path

import pytest

from lti_npq.errors import SettingsError
from lti_npq.settings import Settings


def test_what_is_set_is_read_and_the_rest_keeps_its_default():
    environment = {
        "LTI_NPQ_PORT": "9000",
        "LTI_NPQ_EMBEDDED_DELIVERY": "no",
        "LTI_NPQ_DATA_DIR": "/srv/npq",
        "HOME": "/",
    }
    settings = Settings.from_environment(environment)
    assert (settings.port, settings.embedded_delivery, settings.data_dir) == (9000, False, Path("/srv/npq"))
    assert settings.web_threads == Settings().web_threads


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("https://NPQ.Example.org", "https://npq.example.org"),
        ("https://npq.example.org:443", "https://npq.example.org"),
        ("HTTP://npq.example.org:80", "http://npq.example.org"),
        ("https://somebody@npq.example.org:8443", "https://npq.example.org:8443"),
    ],
)
def test_our_own_address_is_written_as_browsers_say_it(given, right):
    with pytest.raises(SettingsError, match="LTI_NPQ_BASE_URL") as refused:
        Settings.from_environment({"LTI_NPQ_BASE_URL": given})
    assert refused.value.advice == f"Write it as they do: {right}"
    assert Settings(base_url=right).base_url == right


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LTI_NPQ_BASEURL", "https://npq.example.org"),
        ("LTI_NPQ_BASE_URL", "npq.example.org"),
        ("LTI_NPQ_BASE_URL", "https://npq.example.org/"),
        ("LTI_NPQ_PORT", "many"),
        ("LTI_NPQ_EMBEDDED_DELIVERY", "perhaps"),
        ("LTI_NPQ_TIME_ZONE", "Europe/Londn"),
        ("LTI_NPQ_TIME_ZONE", "../London"),
        ("LTI_NPQ_LOG_LEVEL", "LOUD"),
        ("LTI_NPQ_LRS_ENDPOINT", "lrs.example.org"),
        ("LTI_NPQ_LRS_ENDPOINT", "https://key:secret@lrs.example.org/xapi"),
        ("LTI_NPQ_OWN_LMS_HOSTS", "https://canvas.school.example"),
        ("LTI_NPQ_OWN_LMS_HOSTS", "canvas.school.example/"),
        ("LTI_NPQ_OWN_LMS_HOSTS", "one.school.example two.school.example"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_by_its_name(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_hosts_are_listed_with_commas():
    given = {"LTI_NPQ_OWN_LMS_HOSTS": " Canvas.school.example, 127.0.0.1:8501,[::1]:80,"}
    expected = {"canvas.school.example", "127.0.0.1:8501", "[::1]:80"}
    assert Settings.from_environment(given).vouched_hosts == expected
    assert Settings().vouched_hosts == frozenset()


def test_a_key_with_a_colon_is_refused():
    with pytest.raises(SettingsError, match="LTI_NPQ_LRS_KEY"):
        Settings.from_environment({"LTI_NPQ_LRS_ENDPOINT": "https://lrs.example.org/xapi", "LTI_NPQ_LRS_KEY": "a:b"})


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_missing_or_short_secret_is_refused_with_a_way_to_make_one(secret):
    with pytest.raises(SettingsError) as refused:
        Settings(secret_key=secret).require_secret()
    assert "secrets.token_urlsafe" in refused.value.advice


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"LOG_FORMAT": "xml"}, "which is not a format"),
        ({"METRICS_TOKEN": "short"}, "shorter than 16"),
        ({"BROKER_URL": "http://broker"}, "neither of Redis nor of RabbitMQ"),
        ({"BROKER_URL": "redis://broker:6379/0"}, "the database is SQLite"),
        ({"DELIVERY_THREADS": "0"}, "not between 1 and 256"),
        ({"STATEMENT_DAYS": "-1"}, "not between 0 and"),
    ],
)
def test_what_cannot_work_of_the_delivery_is_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings.from_environment({f"LTI_NPQ_{name}": value for name, value in given.items()})


def test_a_broker_goes_with_postgresql() -> None:
    given = {"LTI_NPQ_BROKER_URL": "amqp://u:p@broker//", "LTI_NPQ_DATABASE_URL": "postgresql://db/npq"}
    settings = Settings.from_environment(given)
    assert settings.broker_url == "amqp://u:p@broker//"
    assert "u:p" not in repr(settings)
