"""The addresses of packages that are built, signed, made, handed over and acknowledged."""

from __future__ import annotations

from django.urls import URLPattern, path

from nomina.desk.transmit.views import packages, packages_draft, packages_out

PATHS: list[URLPattern] = [
    path("operations/<uuid:id>/bureau/packages/", packages.register, name="packages"),
    path("operations/<uuid:id>/bureau/packages/find/", packages.find, name="find_package"),
    path("operations/<uuid:id>/bureau/packages/new/", packages_draft.new, name="new_package"),
    path("files/<uuid:id>/packages/", packages.of_file, name="packages_of_file"),
    path("packages/<uuid:id>/", packages.package, name="package"),
    path("packages/<uuid:id>/lay/", packages_draft.lay, name="lay_package"),
    path("packages/<uuid:id>/make/", packages_out.make, name="make_package"),
    path("packages/<uuid:id>/take/", packages_out.take_out, name="take_package"),
    path("packages/<uuid:id>/handed/", packages_out.hand, name="hand_package"),
    path("packages/<uuid:id>/acknowledged/", packages_out.acknowledge, name="acknowledge_package"),
    path(
        "packages/<uuid:id>/acknowledged-on-paper/",
        packages_out.acknowledge_on_paper,
        name="acknowledge_on_paper",
    ),
    path(
        "packages/<uuid:id>/acknowledgement/",
        packages_out.acknowledgement,
        name="acknowledgement_of_package",
    ),
    path("packages/<uuid:id>/recall/", packages_draft.recall, name="recall_package"),
    path("packages/<uuid:id>/end/", packages_draft.end, name="end_package"),
    path("packages/items/<uuid:id>/", packages_draft.item, name="package_item"),
    path("packages/items/<uuid:id>/say/", packages_draft.say, name="say_particular"),
    path("packages/drafts/<uuid:id>/sign/", packages_draft.sign, name="sign_package"),
]
