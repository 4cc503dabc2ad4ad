"""The rules of views that other packages bring, by URL name."""

from __future__ import annotations

from collections.abc import Mapping

from nomina.desk.policy.predicates import ANYONE, SIGNED_IN, Predicate

FOREIGN: Mapping[str, Predicate] = {
    # Signing in and out (allauth and `nomina.desk.boot`); each asks for what it needs.
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "first": ANYONE,
    "sign_in_code": ANYONE,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    # One's own keys; allauth finds them by the person who asks, never by another's id.
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    # The frame of every page.
    "home": SIGNED_IN,
    "look:choose": ANYONE,
    "look:offline": ANYONE,
}
"""A view that is neither here nor under `nomina.desk.policy.guard.open_to` is not answered."""
