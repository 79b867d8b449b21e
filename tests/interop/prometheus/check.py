"""Reads pages with the parsers of Python's prometheus_client, and says which are not taken.

check.py FOLDER: files *.openmetrics and *.prometheus, as the SDK's test `every_snapshot_has_a_page` writes them.
"""

import pathlib
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

PARSERS = {".openmetrics": openmetrics, ".prometheus": prometheus}


def main() -> int:
    pages = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.suffix in PARSERS)
    refused = samples = 0
    for path in pages:
        page = path.read_bytes().decode("utf-8")
        try:
            samples += sum(len(family.samples) for family in PARSERS[path.suffix](page))
        except Exception as error:
            refused += 1
            print(f"{path}: {type(error).__name__}: {error}")
    print(f"{len(pages)} pages, {samples} samples, {refused} refused")
    return 1 if refused or not samples else 0


if __name__ == "__main__":
    sys.exit(main())
