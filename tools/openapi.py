"""Write docs/api/openapi.json anew from the code, or say whether it is stale.

python -m tools.openapi            write
python -m tools.openapi --check    only compare; fail where it differs
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.json"


def main(arguments: list[str]) -> int:
    """Write or compare; gives the exit status."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nomina.desk.settings"
    import django

    django.setup()
    from nomina.desk.api.description import text

    made = text()
    if arguments == ["--check"]:
        return int(not PAGE.is_file() or PAGE.read_text("utf-8") != made)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
