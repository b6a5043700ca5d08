"""What a participant does in a module, and what the LRS is owed for it."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lti_npq.storage.models import OwedStatement, PageRead, Statement
from visitors import Visitor
from xapi import vocabulary


def owed(engine: Engine, verb: vocabulary.Verb | None = None) -> list[dict[str, object]]:
    """Return the statements owed to the LRS, oldest first."""
    import msgspec

    with Session(engine) as session:
        bodies = session.scalars(
            select(Statement.body)
            .join(OwedStatement, OwedStatement.sequence == Statement.sequence)
            .order_by(Statement.sequence)
        )
        statements = [msgspec.json.decode(body) for body in bodies]
    return [one for one in statements if verb is None or one["verb"]["id"] == verb.iri]


def test_a_launch_of_a_module_lands_on_its_first_page(participant: Visitor) -> None:
    page = participant.get()
    assert page.request.path.endswith("/pages/planning-see")
    assert "A plan that held" in page.text
    assert "Amara Osei" in page.text


def test_reading_a_page_is_stored_once_and_owes_one_statement(participant: Visitor, engine: Engine) -> None:
    for _ in range(2):
        participant.post("pages/planning-see/read", {})
    with Session(engine) as session:
        assert session.scalars(select(PageRead.page_key)).all() == ["planning-see"]
    [statement] = owed(engine, vocabulary.EXPERIENCED)
    assert statement["object"]["id"].endswith("/pages/planning-see")
