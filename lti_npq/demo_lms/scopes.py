"""The scopes this LMS grants. Source: AGS 2.0, 3.1; NRPS 2.0, 3.6.1; Course Groups 1.0; Platform Notification 1.0."""

_SPEC = "https://purl.imsglobal.org/spec"
_AGS = f"{_SPEC}/lti-ags/scope/"

LINE_ITEM = f"{_AGS}lineitem"
LINE_ITEM_READ_ONLY = f"{_AGS}lineitem.readonly"
RESULT_READ_ONLY = f"{_AGS}result.readonly"
SCORE = f"{_AGS}score"
MEMBERS = f"{_SPEC}/lti-nrps/scope/contextmembership.readonly"
GROUPS = f"{_SPEC}/lti-gs/scope/contextgroup.readonly"
NOTICES = f"{_SPEC}/lti/scope/noticehandlers"

GRADE_SCOPES = (LINE_ITEM, LINE_ITEM_READ_ONLY, RESULT_READ_ONLY, SCORE)
GRADE_SYNC_SCOPES = (LINE_ITEM_READ_ONLY, RESULT_READ_ONLY, SCORE)
"""What Moodle's grade sync allows where it does not also manage columns."""
SCOPES = (*GRADE_SCOPES, MEMBERS, GROUPS, NOTICES)
