"""Background work through Django's Tasks API; the one place that knows where it comes from."""

import django

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef,unused-ignore]

__all__ = ["task"]
