"""The routes of allauth that this house uses: no sign-up, no mail, no reset by mail."""

from __future__ import annotations

from allauth.account import views
from django.urls import URLPattern, URLResolver, include, path

from nomina.desk.boot import entrance

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("first/", entrance.first, name="first"),
    path("code/", entrance.by_code, name="sign_in_code"),
    path("keys/", include("allauth.mfa.urls")),
]
