"""One request at a time to a site, and a pause after it, whatever number of workers there is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from sources.addresses import RefusedAddress, parse
from sources.models import Host

PATIENCE = 2.0  # seconds that a worker rather waits than queues the work again


@contextmanager
def visiting(url: str) -> Iterator[float]:
    """Hold the site of `url`: yields 0, or the seconds to wait because somebody else is asking it."""
    try:
        name = parse(url).host
    except RefusedAddress:
        yield 0.0  # the fetch will say why; no site is asked
        return
    until = timezone.now() + timedelta(seconds=PATIENCE)
    # Held for longer than any fetch may take: a killed worker's hold runs out by itself.
    hold = timedelta(seconds=settings.FETCH_SECONDS + 5)
    Host.objects.bulk_create([Host(name=name, free_at=timezone.now())], ignore_conflicts=True)
    while not _taken(name, hold):
        if timezone.now() >= until:
            yield max(1.0, (_free_at(name) - timezone.now()).total_seconds())
            return
        time.sleep(0.05)
    try:
        yield 0.0
    finally:
        pause = timedelta(seconds=settings.FETCH_HOST_PAUSE)
        Host.objects.filter(name=name).update(free_at=timezone.now() + pause)


def _taken(name: str, hold: timedelta) -> bool:
    now = timezone.now()
    return bool(Host.objects.filter(name=name, free_at__lte=now).update(free_at=now + hold))


def _free_at(name: str) -> datetime:
    return Host.objects.values_list("free_at", flat=True).get(name=name)
