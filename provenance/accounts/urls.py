from django.urls import URLPattern, URLResolver, path

from provenance.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
]
