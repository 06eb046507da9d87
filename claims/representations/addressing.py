"""Addresses of pages that an installation may leave out."""

from django.urls import NoReverseMatch, reverse


def address(route: str, *arguments: object) -> str:
    """The address of a page, or nothing where there is no such page: then its name stands without a link."""
    try:
        return reverse(route, args=arguments)
    except NoReverseMatch:
        return ""
