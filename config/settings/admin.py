"""How the back office looks: django-unfold's settings."""

from typing import Any

from django.templatetags.static import static
from django.utils.functional import lazy

_static = lazy(static, str)

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Muster",
    "SITE_HEADER": "Muster",
    "SITE_SYMBOL": "campaign",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("muster/icon.svg")}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "STYLES": [
        _static("muster/office.css"),
        _static("muster/analytics.css"),
        _static("muster/runs.css"),
        _static("muster/buying.css"),
    ],
    "SCRIPTS": [_static("muster/office.js"), _static("muster/charts.js"), _static("muster/runs.js")],
    "DASHBOARD_CALLBACK": "config.dashboard.fill",
    "SIDEBAR": {"navigation": "config.navigation.sidebar"},
    # A teal of some character; on white and on the dark ground its 600 and 500 pass WCAG AA for text.
    "COLORS": {
        "primary": {
            "50": "oklch(97.7% .018 195)",
            "100": "oklch(94.4% .035 195)",
            "200": "oklch(88.9% .060 195)",
            "300": "oklch(82.0% .085 195)",
            "400": "oklch(74.0% .105 195)",
            "500": "oklch(64.0% .105 195)",
            "600": "oklch(51.0% .088 197)",
            "700": "oklch(44.5% .076 197)",
            "800": "oklch(38.5% .064 198)",
            "900": "oklch(33.5% .053 199)",
            "950": "oklch(25.0% .045 200)",
        },
    },
}
