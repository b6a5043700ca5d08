"""What is published stays, whatever a newer and stricter compiler would say of it."""

import io
from zipfile import ZipFile

import msgspec
import pytest
from small_package import SEE, SmallPackage

from every_kind import EVERY_QUESTION
from lti_npq import packages
from lti_npq.errors import ContentError
from lti_npq.packages import Source

POISON = '<script>alert(1)</script><b onclick="x()">bold</b><a href="javascript:x()">go</a>'


def poisoned(value):
    """Return builtins with something that acts in every field of HTML."""
    if isinstance(value, dict):
        return {name: poisoned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [poisoned(inner) for inner in value]
    return value + POISON if isinstance(value, str) and value.startswith("<") else value


@pytest.fixture
def programme(package: SmallPackage, frameworks):
    package.add(EVERY_QUESTION)
    return packages.compile_package(package.source, frameworks)


def test_an_earlier_form_is_served_with_nothing_that_acts(package: SmallPackage, frameworks, programme):
    earlier = packages.encode(msgspec.convert(poisoned(msgspec.to_builtins(programme)), type(programme)))
    assert earlier.count(b"<script>") > 10
    package.replace(SEE, "minutes: 20", "minutes: 20\nnow-unknown: 1")
    found, errors = packages.recompile(package.source, frameworks, [b"of an even older one", earlier])
    assert [error.code for error in errors] == ["unknown-key"]
    served = packages.encode(found)
    assert not any(word in served for word in (b"<script", b"onclick", b"javascript:"))
    assert served.replace(b"bold<a>go</a>", b"").replace(b"alert(1)", b"") == packages.encode(programme)


def test_an_earlier_form_without_poison_is_served_as_it_was(package: SmallPackage, frameworks, programme):
    package.replace(SEE, "minutes: 20", "minutes: 20\nnow-unknown: 1")
    assert packages.recompile(package.source, frameworks, [packages.encode(programme)])[0] == programme


def test_without_an_earlier_form_what_is_understood_is_served(package: SmallPackage, frameworks):
    package.add(f"## More\n\n{POISON}\n\n[go](javascript:x)")
    found, errors = packages.recompile(package.source, frameworks, [])
    assert {error.code for error in errors} == {"raw-html", "unsafe-link"}
    [page] = found.modules[0].pages
    assert [question.key for question in page.questions()] == ["check-one"]
    assert b"<script" not in packages.encode(found)
    assert b"javascript:x)" not in packages.encode(found)


def test_a_sound_source_is_compiled_anew(package: SmallPackage, frameworks, programme):
    assert packages.recompile(package.source, frameworks, [b"of an older one"]) == (programme, [])


def test_an_archive_that_would_be_refused_today_is_read(package: SmallPackage):
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in {**package.files, "notes/A.md": b"a", "notes/a.md": b"b"}.items():
            archive.writestr(name, content)
    with pytest.raises(ContentError, match="are the same name"):
        packages.read_archive(packed, "published.zip")
    assert dict(packages.read_published(packed, "published.zip")).keys() >= package.files.keys()


def test_an_archive_that_broke_is_told():
    with pytest.raises(ContentError, match=r"published\.zip is not a sound zip file"):
        packages.read_published(io.BytesIO(b"PK"), "published.zip")


def test_a_published_source_is_read_like_any_other(package: SmallPackage):
    members = dict(package.source._files)
    assert dict(Source.published(members)) == dict(package.source)
