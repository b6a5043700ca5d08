"""Every table, grouped by what it is about."""

from lti_npq.storage.models.administration import Administrator, AdministratorSession, SignInTries
from lti_npq.storage.models.assessment import Marking, PracticeAnswer, Submission, TaskDraft
from lti_npq.storage.models.audit import AuditEntry
from lti_npq.storage.models.content import (
    CompiledPackage,
    ContentPreview,
    PackageUpload,
    PackageVersion,
    ProgrammeRelease,
)
from lti_npq.storage.models.destinations import Destination, PeriodicWork, PlatformPace
from lti_npq.storage.models.engagement import EngagementReached, PageView
from lti_npq.storage.models.invitations import Invitation
from lti_npq.storage.models.linking import ChoosingSession, ContextOrigin, NoticeSubscription
from lti_npq.storage.models.outbox import LineItem, OwedScore, OwedStatement, QuarantinedStatement, Statement
from lti_npq.storage.models.people import Enrolment, LtiContext, LtiUser, ResourceLink, ToolSession
from lti_npq.storage.models.platform import LtiDeployment, LtiRegistration, Tenant, ToolKey, UsedLogin
from lti_npq.storage.models.rosters import Membership, Roster
from lti_npq.storage.models.study import Answer, ModuleProgress, PageRead, WritingEntry

__all__ = [
    "Administrator",
    "AdministratorSession",
    "Answer",
    "AuditEntry",
    "ChoosingSession",
    "CompiledPackage",
    "ContentPreview",
    "ContextOrigin",
    "Destination",
    "EngagementReached",
    "Enrolment",
    "Invitation",
    "LineItem",
    "LtiContext",
    "LtiDeployment",
    "LtiRegistration",
    "LtiUser",
    "Marking",
    "Membership",
    "ModuleProgress",
    "NoticeSubscription",
    "OwedScore",
    "OwedStatement",
    "PackageUpload",
    "PackageVersion",
    "PageRead",
    "PageView",
    "PeriodicWork",
    "PlatformPace",
    "PracticeAnswer",
    "ProgrammeRelease",
    "QuarantinedStatement",
    "ResourceLink",
    "Roster",
    "SignInTries",
    "Statement",
    "Submission",
    "TaskDraft",
    "Tenant",
    "ToolKey",
    "ToolSession",
    "UsedLogin",
    "WritingEntry",
]
