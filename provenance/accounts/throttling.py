"""So many attempts to sign in with one address, then a wait.

Counted by address, because somebody who guesses has many machines and one victim; whether the address has
an account makes no difference, so that the wait does not tell. No network address is kept or asked for.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from provenance.accounts.models import Attempts

LIMIT = 10  # attempts; people who mistype need three
WINDOW = timedelta(minutes=15)  # so at most 960 guesses a day
SENTENCE = "Too many attempts to sign in with this address failed. Wait 15 minutes, then try again."


def admits(email: str, *, now: datetime) -> bool:
    """Count an attempt before its password is looked at; False when there were too many.

    Counted first: of many that are sent at once, none is looked at beyond the limit.
    """
    with transaction.atomic():
        Attempts.objects.filter(since__lte=now - WINDOW).delete()
        Attempts.objects.get_or_create(key=_key(email), defaults={"since": now})
        free = Attempts.objects.filter(key=_key(email), count__lt=LIMIT)
        return bool(free.update(count=F("count") + 1))


def forget(email: str) -> None:
    """Somebody signed in: what they mistyped before no longer counts."""
    Attempts.objects.filter(key=_key(email)).delete()


def _key(email: str) -> str:
    # By way of capitals: a database compares so, and "\u017f" there is another way to write "s".
    folded = email.strip().upper().casefold()
    return salted_hmac("provenance.accounts.throttling", folded, algorithm="sha256").hexdigest()
