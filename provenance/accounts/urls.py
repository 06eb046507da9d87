from django.urls import URLPattern, URLResolver, path

from provenance.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
    # Before the admin's own addresses, which they close.
    path("admin/login/", views.admin_sign_in, name="admin_sign_in"),
    path("admin/password_change/", views.admin_password, name="admin_password"),
    path("account", views.account, name="account"),
    path("account/password", views.password, name="password"),
]
