"""Where editors work. Every address here asks for an account."""

from django.urls import URLPattern, URLResolver, path

from claims.views import citations, editorial, registering, review, withdrawal

urlpatterns: list[URLPattern | URLResolver] = [
    path("claims/new", editorial.claim_new, name="claim_new"),
    path("claims/<ident:ident>/edit", editorial.claim_edit, name="claim_edit"),
    path("claims/<ident:ident>/submissions", editorial.submissions, name="submissions"),
    path("claims/<ident:ident>/links", editorial.links, name="links"),
    path("claims/<ident:ident>/citations/new", citations.citation_new, name="citation_new"),
    path("claims/<ident:ident>/citations/<uuid:pk>", citations.citation_edit, name="citation_edit"),
    path(
        "claims/<ident:ident>/citations/<uuid:pk>/removals",
        citations.citation_removals,
        name="citation_removals",
    ),
    path("claims/<ident:ident>/sign-offs", review.sign_offs, name="sign_offs"),
    path("claims/<ident:ident>/returns", review.returns, name="returns"),
    path("claims/<ident:ident>/editions", review.editions, name="editions"),
    path("claims/<ident:ident>/retractions", withdrawal.retractions, name="retractions"),
    path("claims/<ident:ident>/supersessions", withdrawal.supersessions, name="supersessions"),
    path("entities/new", registering.entity_new, name="entity_new"),
    path("topics/new", registering.topic_new, name="topic_new"),
    path("places/new", registering.place_new, name="place_new"),
    path("review", review.review_queue, name="review_queue"),
    path("review/<ident:ident>", review.review, name="review"),
]
