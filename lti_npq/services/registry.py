"""The LMSs that the tool is installed in: added or changed, their deployments approved, taken away again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_npq.errors import Conflict, NotFound, SettingsError
from lti_npq.platforms.addresses import objection
from lti_npq.platforms.profiles import recognised
from lti_npq.services import audit
from lti_npq.storage.models import LtiDeployment, LtiRegistration, Tenant
from lti_npq.storage.upsert import get_or_create

Deployments = dict[int, list[LtiDeployment]]
_IN_WORDS: Final[Mapping[str, str]] = {
    "name": "name",
    "auth_url": "authentication address",
    "token_url": "token address",
    "jwks_url": "keys address",
    "platform": "product",
    "service_hosts": "hosts of services",
}
_WHERE_NUMBERS_ARE = "Go back to the list, or see the numbers with: lti-npq platform list"
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """An LMS to be registered."""

    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    deployments: Sequence[str] = ()
    """Ids of deployments that are approved from the start."""
    platform: str | None = None
    """Key of its profile; None takes the one that its issuer is known by, else that which a launch names."""
    service_hosts: Sequence[str] = ()
    """Hosts, with the port if any, that its services lie on beside those of its addresses."""

    def __post_init__(self) -> None:
        """Refuse addresses that nothing could be sent to.

        Raises:
            SettingsError: If one is none.
        """
        for address in (self.auth_url, self.token_url, self.jwks_url):
            # Whoever could change keys on their way could forge every launch; private networks are the door's affair.
            if reason := objection(address, allows_private=True):
                raise SettingsError(
                    f"“{address}” {reason}.",
                    advice="Give the addresses as the LMS shows them, beginning with https://.",
                )
        for host in self.service_hosts:
            if not _HOST.fullmatch(host):
                raise SettingsError(
                    f"“{host}” is not a host name.", advice="Write it like school.instructure.com, without https://."
                )


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """One placing of the tool in an LMS."""

    platform_id: int
    platform_name: str
    deployment_id: str
    """The LMS's own id for it."""
    first_seen_at: datetime
    approved_at: datetime | None
    """None while it waits."""


@dataclass(frozen=True, slots=True)
class PlatformView:
    """One registered LMS."""

    id: int
    name: str
    platform: str | None
    """Key of its profile; None until somebody says which product it is."""
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    service_hosts: Sequence[str]
    tenant_id: int
    tenant: str
    created_at: datetime
    removed_at: datetime | None
    examined_at: datetime | None
    """When the doctor last looked at it as it is registered now."""
    failing: Sequence[str]
    """What the doctor found then that must be mended."""
    deployments: Sequence[DeploymentView]


def tenant_named(session: Session, name: str) -> int:
    """Return the id of a provider, made if there is none of that name."""
    return get_or_create(session, Tenant, {"name": name}, {}).id


def tenants(session: Session, tenant_id: int | None = None) -> list[str]:
    """Return the names of the providers, or of the one named."""
    wanted = select(Tenant.name).order_by(Tenant.name)
    if tenant_id is not None:
        wanted = wanted.where(Tenant.id == tenant_id)
    return list(session.scalars(wanted))


def register(
    session: Session, tenant: str, new: NewRegistration, now: datetime, *, who: str = audit.COMMAND_LINE
) -> int:
    """Register an LMS for a provider, or bring the data of one up to date; return its number.

    Raises:
        Conflict: If it is registered for another provider.
    """
    return register_for(session, tenant_named(session, tenant), new, now, who=who)


def register_for(session: Session, tenant_id: int, new: NewRegistration, now: datetime, *, who: str) -> int:
    """Register an LMS for the provider with this id; otherwise as `register`."""
    key = {"issuer": new.issuer, "client_id": new.client_id}
    data: dict[str, str | None] = {"name": new.name}
    data |= {"auth_url": new.auth_url, "token_url": new.token_url, "jwks_url": new.jwks_url}
    known = recognised(issuer=new.issuer)
    first = {"tenant_id": tenant_id, "created_at": now, "platform": known.key if known else None}
    row = get_or_create(session, LtiRegistration, key, {**first, **data})
    if row.tenant_id != tenant_id:
        raise Conflict(
            "This LMS is registered already, for another provider.",
            advice="Compare issuer and client id with: lti-npq platform list",
        )
    # What is left out stays as it was.
    data["platform"] = new.platform or row.platform
    hosts = sorted({host.lower() for host in new.service_hosts}) or row.service_hosts
    action, detail = _told(row, {**data, "service_hosts": hosts}, now)
    for name, value in data.items():
        setattr(row, name, value)
    row.service_hosts = hosts
    row.removed_at = row.examined_at = None
    row.failing = []
    _note(session, row, action, now, who, detail)
    for deployment_id in new.deployments:
        approve(session, row.id, deployment_id, now, who=who)
    return row.id


def _told(row: LtiRegistration, data: Mapping[str, object], now: datetime) -> tuple[str, str]:
    """Return in words what becomes of an LMS: whoever changes where its keys are can let anybody in."""
    if row.created_at == now:
        return "registered an LMS", ""
    action = "registered an LMS again" if row.removed_at else "changed an LMS"
    changes = [_change(name, getattr(row, name), value) for name, value in data.items() if getattr(row, name) != value]
    return action, "; ".join(changes) or "nothing about it"


def _change(name: str, before: object, after: object) -> str:
    words = [", ".join(each) if isinstance(each, list) else str(each or "") for each in (before, after)]
    return f"{_IN_WORDS[name]}: {words[0] or 'none'} → {words[1] or 'none'}"


def platforms(session: Session, tenant_id: int | None = None) -> list[PlatformView]:
    """Return every LMS, oldest first, also those removed; only a provider's own if one is named."""
    wanted = select(LtiRegistration, Tenant).join(Tenant).order_by(LtiRegistration.id)
    if tenant_id is not None:
        wanted = wanted.where(LtiRegistration.tenant_id == tenant_id)
    rows = session.execute(wanted).all()
    deployments = _deployments(session)
    return [_to_view(row, tenant, deployments) for row, tenant in rows]


def platform(session: Session, platform_id: int, tenant_id: int | None = None) -> PlatformView:
    """Return one LMS.

    Raises:
        NotFound: If there is none of that number, or it is another provider's.
    """
    row = _row(session, platform_id, tenant_id)
    return _to_view(row, session.get_one(Tenant, row.tenant_id), _deployments(session, row.id))


def pending(session: Session, tenant_id: int | None = None) -> list[DeploymentView]:
    """Return the deployments that wait for approval, of LMSs that are still registered."""
    return [
        deployment
        for view in platforms(session, tenant_id)
        if view.removed_at is None
        for deployment in view.deployments
        if deployment.approved_at is None
    ]


def approve(
    session: Session, platform_id: int, deployment_id: str, now: datetime, *, who: str, tenant_id: int | None = None
) -> None:
    """Let launches of a deployment through, whether it was seen yet or not.

    Raises:
        NotFound: If there is no such LMS.
    """
    row = _row(session, platform_id, tenant_id)
    key = {"registration_id": row.id, "deployment_id": deployment_id}
    deployment = get_or_create(session, LtiDeployment, key, {"first_seen_at": now})
    if deployment.approved_at is None:
        deployment.approved_at = now
        _note(session, row, "approved a deployment", now, who, deployment_id)


def withdraw(
    session: Session, platform_id: int, deployment_id: str, now: datetime, *, who: str, tenant_id: int | None = None
) -> None:
    """Let launches of a deployment wait for approval again.

    Raises:
        NotFound: If there is no such LMS, or it has no such deployment.
    """
    row = _row(session, platform_id, tenant_id)
    deployment = session.scalar(select(LtiDeployment).filter_by(registration_id=row.id, deployment_id=deployment_id))
    if deployment is None:
        raise NotFound(f"{row.name} has no deployment “{deployment_id}”.")
    if deployment.approved_at is not None:
        deployment.approved_at = None
        _note(session, row, "withdrew the approval of a deployment", now, who, deployment_id)


def remove(session: Session, platform_id: int, now: datetime, *, who: str, tenant_id: int | None = None) -> str:
    """Refuse launches of an LMS from now on, and return its name; what people did there stays.

    Raises:
        NotFound: If there is no such LMS.
    """
    row = _row(session, platform_id, tenant_id)
    if row.removed_at is None:
        row.removed_at = now
        _note(session, row, "removed an LMS", now, who)
    return row.name


def _row(session: Session, platform_id: int, tenant_id: int | None) -> LtiRegistration:
    row = session.get(LtiRegistration, platform_id)
    if row is None or tenant_id not in {None, row.tenant_id}:
        raise NotFound(f"There is no LMS with the number {platform_id}.", advice=_WHERE_NUMBERS_ARE)
    return row


def _note(session: Session, row: LtiRegistration, action: str, now: datetime, who: str, detail: str = "") -> None:
    audit.note(session, who=who, action=action, subject=row.name, detail=detail, tenant_id=row.tenant_id, now=now)


def _deployments(session: Session, platform_id: int | None = None) -> Deployments:
    """Return the deployments of one LMS or of all, by the number of the LMS."""
    wanted = select(LtiDeployment).order_by(LtiDeployment.id)
    if platform_id is not None:
        wanted = wanted.filter_by(registration_id=platform_id)
    found: Deployments = {}
    for row in session.scalars(wanted):
        found.setdefault(row.registration_id, []).append(row)
    return found


def _to_view(row: LtiRegistration, tenant: Tenant, deployments: Deployments) -> PlatformView:
    return PlatformView(
        id=row.id,
        name=row.name,
        platform=row.platform,
        issuer=row.issuer,
        client_id=row.client_id,
        auth_url=row.auth_url,
        token_url=row.token_url,
        jwks_url=row.jwks_url,
        service_hosts=tuple(row.service_hosts),
        tenant_id=tenant.id,
        tenant=tenant.name,
        created_at=row.created_at,
        removed_at=row.removed_at,
        examined_at=row.examined_at,
        failing=tuple(row.failing),
        deployments=tuple(
            DeploymentView(row.id, row.name, each.deployment_id, each.first_seen_at, each.approved_at)
            for each in deployments.get(row.id, ())
        ),
    )
