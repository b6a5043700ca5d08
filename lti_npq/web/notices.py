"""Where platforms send their notices to."""

import logging

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from lti_npq.errors import LaunchRefused
from lti_npq.platforms import notices as notices_of_platforms
from lti_npq.services import notices
from lti_npq.web import context

log = logging.getLogger(__name__)
bp = Blueprint("notices", __name__)
LARGEST_DELIVERY = 1_000_000
"""Bytes of one request."""


@bp.post(notices.NOTICES_PATH)
def receive() -> ResponseReturnValue:
    """Take in each notice by itself; the status is that of the first refusal, if any, since none is sent again."""
    if (request.content_length or 0) > LARGEST_DELIVERY:
        return _answer(0, [LaunchRefused("the request is too large", status=413)])
    try:
        tokens = notices_of_platforms.tokens_in(request.get_data(cache=False))
    except LaunchRefused as refusal:
        return _answer(0, [refusal])
    refusals = [refused for token in tokens if (refused := _take_in(token))]
    return _answer(len(tokens) - len(refusals), refusals)


def _take_in(token: str) -> LaunchRefused | None:
    """Take in one notice; keys may have to be fetched, so no transaction stays open meanwhile."""
    session = context.session()
    try:
        registration = notices.sender(session, token)
        session.rollback()
        notice = notices_of_platforms.verified(token, registration, context.tool().platform_keys)
        if notice is not None:
            notices.take_in(context.writing_session(), registration, notice, context.now())
            context.commit()
    except LaunchRefused as refusal:
        session.rollback()
        return refusal
    return None


def _answer(taken: int, refusals: list[LaunchRefused]) -> ResponseReturnValue:
    """Answer a machine in few words; the log says why."""
    for refusal in refusals:
        log.warning("%s notice refused: %s", refusal.status, " ".join(refusal.message.split()))
    return jsonify(taken=taken, refused=len(refusals)), refusals[0].status if refusals else 200
