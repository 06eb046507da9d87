from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from provenance.web import samples


def style(request: HttpRequest) -> HttpResponse:
    """Every component with sample data, for those who build pages; it is not there in production."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "style.html", samples.context())
