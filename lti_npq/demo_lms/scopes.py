"""The scopes this LMS grants. Source: AGS 2.0, 3.1."""

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"

LINE_ITEM = f"{_AGS}lineitem"
LINE_ITEM_READ_ONLY = f"{_AGS}lineitem.readonly"
RESULT_READ_ONLY = f"{_AGS}result.readonly"
SCORE = f"{_AGS}score"

SCOPES = (LINE_ITEM, LINE_ITEM_READ_ONLY, RESULT_READ_ONLY, SCORE)
