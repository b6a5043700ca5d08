"""What monitoring reads: for each receiver what it is owed and how it fares, straight from the database.

Whoever delivers, on whichever host, counts there; so any web process can tell all of it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from lti_npq.services.delivery.overview import Fares, platforms, stores
from lti_npq.services.delivery.pace import BOUNDS

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_LABELS: Final = ("kind", "receiver")
_Labels = tuple[str, str]


class _Receiver:
    """One LRS or LMS with what it is owed."""

    def __init__(
        self, labels: _Labels, owed: int, aside: int, oldest: datetime | None, fares: Fares, now: datetime
    ) -> None:
        self.labels, self.owed, self.aside, self.fares = labels, owed, aside, fares
        self.age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def exposition(session: Session, now: datetime) -> bytes:
    """Return all figures in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(_receivers(session, now)))
    return generate_latest(registry)


def _receivers(session: Session, now: datetime) -> list[_Receiver]:
    found = [
        _Receiver(("lrs", store.name), store.owed, store.quarantined, store.oldest, store.fares, now)
        for store in stores(session, now)
    ]
    for lms in platforms(session, now):
        # Names need not be unique.
        labels = ("lms", f"{lms.name} ({lms.id})")
        found.append(_Receiver(labels, lms.owed, lms.failed, lms.oldest, lms.fares, now))
    return found


class _Figures(Collector):
    def __init__(self, receivers: Sequence[_Receiver]) -> None:
        self._receivers = receivers

    def collect(self) -> Iterator[Metric]:
        """Yield every family."""
        yield self._gauge("owed", "Statements or scores that it is owed.", lambda one: one.owed)
        yield self._gauge("set_aside", "Of those, or besides, what needs a person.", lambda one: one.aside)
        yield self._gauge("oldest_seconds", "Age of the oldest that it is owed.", lambda one: one.age)
        yield self._gauge("denied", "1 while it does not let us in.", lambda one: one.fares.denied_at is not None)
        yield self._gauge("paused", "1 while a person paused it.", lambda one: one.fares.paused_at is not None)
        yield self._gauge("failures_in_a_row", "Attempts since one succeeded.", lambda one: one.fares.failures)
        yield self._counter("delivered", "Statements or scores delivered.", lambda one: one.fares.delivered)
        yield self._attempts()
        yield self._latency()

    def _gauge(self, name: str, words: str, value) -> Metric:  # type: ignore[no-untyped-def]  # a function of a receiver
        family = GaugeMetricFamily(f"lti_npq_delivery_{name}", words, labels=_LABELS)
        for one in self._receivers:
            family.add_metric(one.labels, float(value(one)))
        return family

    def _counter(self, name: str, words: str, value) -> Metric:  # type: ignore[no-untyped-def]  # a function of a receiver
        family = CounterMetricFamily(f"lti_npq_delivery_{name}", words, labels=_LABELS)
        for one in self._receivers:
            family.add_metric(one.labels, float(value(one)))
        return family

    def _attempts(self) -> Metric:
        family = CounterMetricFamily("lti_npq_delivery_attempts", "Parcels sent.", labels=(*_LABELS, "outcome"))
        for one in self._receivers:
            family.add_metric((*one.labels, "failed"), one.fares.failed_attempts)
            family.add_metric((*one.labels, "succeeded"), one.fares.attempts - one.fares.failed_attempts)
        return family

    def _latency(self) -> Metric:
        family = HistogramMetricFamily(
            "lti_npq_delivery_attempt_seconds", "How long a parcel took to send.", labels=_LABELS
        )
        for one in self._receivers:
            family.add_metric(one.labels, _buckets(one.fares.latencies), one.fares.seconds)
        return family


def _buckets(latencies: Sequence[int]) -> list[tuple[str, float]]:
    """Return the counts as Prometheus has them: each includes the ones before."""
    counts, total, buckets = latencies or [0] * (len(BOUNDS) + 1), 0, []
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return buckets
