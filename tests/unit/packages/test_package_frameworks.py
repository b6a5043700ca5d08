"""National frameworks: read by edition and code, refused with file and line."""

import pytest

from lti_npq.errors import ContentError
from lti_npq.packages import frameworks

HEADSHIP = """\
edition: "2021"
code: NPQH
title: Headship
course_identifier: npq-headship
route: leadership
audience: headteachers
areas:
  - id: culture
    number: 1
    title: Culture
    statements:
      - {id: culture-k1, kind: knowledge, text: That it is what people do.}
      - {id: culture-p1, kind: practice, text: To notice it.}
"""


def written(folder, name, text):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_a_framework_is_found_by_edition_and_code(tmp_path):
    written(tmp_path, "2021/npqh.yaml", HEADSHIP)
    written(tmp_path, "2017/npqh.yaml", HEADSHIP.replace('"2021"', '"2017"').replace("Culture", "Strategy"))
    found = frameworks.load(tmp_path)
    assert found.get("2021", "NPQH").areas[0].title == "Culture"
    assert found.get("2017", "NPQH").areas[0].title == "Strategy"
    assert found.get("2021", "NPQSL") is None


def test_statements_come_in_the_order_of_the_framework(tmp_path):
    written(tmp_path, "2021/npqh.yaml", HEADSHIP)
    [framework] = frameworks.load(tmp_path).all
    assert [(each.id, each.kind) for each in framework.statements()] == [
        ("culture-k1", "knowledge"),
        ("culture-p1", "practice"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("culture-p1", "culture-k1", r"npqh\.yaml:13:14: error: the id 'culture-k1' is used at 2021/npqh\.yaml:12"),
        ("kind: practice", "kind: practise", r"npqh\.yaml:13:32: error: kind cannot be 'practise'"),
        ("route: leadership", "route: leader", r"npqh\.yaml:5:8: error: route cannot be 'leader'"),
        ("number: 1", "number: one", r"npqh\.yaml:9:13: error"),
    ],
)
def test_a_framework_with_a_slip_is_refused_with_its_line(tmp_path, old, new, problem):
    written(tmp_path, "2021/npqh.yaml", HEADSHIP.replace(old, new))
    with pytest.raises(ContentError, match=problem):
        frameworks.load(tmp_path)


def test_two_files_for_one_framework_are_refused(tmp_path):
    written(tmp_path, "2021/npqh.yaml", HEADSHIP)
    written(tmp_path, "2021/npqh-again.yaml", HEADSHIP)
    with pytest.raises(ContentError, match=r"2021/npqh\.yaml:1:1: error: NPQH of 2021 is described in another file"):
        frameworks.load(tmp_path)


def test_a_framework_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "npqh.yaml").write_bytes(b"title: Caf\xe9")
    with pytest.raises(ContentError, match=r"npqh\.yaml:1:1: error: this line is not UTF-8"):
        frameworks.load(tmp_path)
