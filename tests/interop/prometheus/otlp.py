"""What Prometheus should know of an OTLP export: OpenTelemetry's "Prometheus and OpenMetrics Compatibility" in Python.

It is written from the specification and not from the SDK, whose translation it is held against. What a shop does not
export (summaries, exponential histograms, differences) ends in an error: nothing goes uncompared.
"""

import re
from typing import NamedTuple

UNITS = {"s": "seconds", "ms": "milliseconds", "By": "bytes", "%": "percent"}
CUMULATIVE = 2


class Series(NamedTuple):
    """A series as Prometheus keeps it; `le` is a number, however it is spelt."""

    name: str
    labels: frozenset

    def __str__(self):
        return f"{self.name}{{{', '.join(f'{name}={value!r}' for name, value in sorted(self.labels))}}}"


def samples(request):
    """Returns the samples of one request by series."""
    found = {}
    for resource in request["resourceMetrics"]:
        add(found, "target_info", attributes(resource["resource"]), 1)
        for scoped in resource["scopeMetrics"]:
            labels = of_scope(scoped)
            for metric in scoped["metrics"]:
                add_metric(found, metric, labels)
    return found


def time(request):
    """Returns when it was measured, in seconds since 1970."""
    scopes = (scope for resource in request["resourceMetrics"] for scope in resource["scopeMetrics"])
    metrics = (metric for scope in scopes for metric in scope["metrics"])
    kinds = (data for metric in metrics for data in metric.values() if "dataPoints" in data)
    points = (point for data in kinds for point in data["dataPoints"])
    return max(int(point["timeUnixNano"]) for point in points) / 1e9


def add(found, name, labels, value):
    series = Series(name, frozenset(labels.items()))
    if series in found:
        raise ValueError(f"{series} is exported twice")
    found[series] = float(value)


def add_metric(found, metric, of_scope):
    [kind] = {"sum", "gauge", "histogram"} & metric.keys()
    data = metric[kind]
    if kind != "gauge" and data["aggregationTemporality"] != CUMULATIVE:
        raise ValueError(f"{metric['name']} is not cumulative")
    is_counter = kind == "sum" and data.get("isMonotonic", False)
    name = family(metric["name"], metric.get("unit", ""), kind == "gauge" or kind == "sum" and not is_counter)
    for point in data["dataPoints"]:
        labels = of_scope | attributes(point)
        if kind == "histogram":
            add_histogram(found, name, labels, point)
        else:
            value = point["asInt"] if "asInt" in point else point["asDouble"]
            add(found, name + "_total" * is_counter, labels, value)
        if kind == "histogram" or is_counter:
            add(found, f"{name}_created", labels, int(point["startTimeUnixNano"]) / 1e9)


def add_histogram(found, name, labels, point):
    below = 0
    for bound, count in zip([*point["explicitBounds"], float("inf")], point["bucketCounts"], strict=True):
        below += int(count)
        add(found, f"{name}_bucket", labels | {"le": float(bound)}, below)
    add(found, f"{name}_count", labels, point["count"])
    add(found, f"{name}_sum", labels, point["sum"])


def family(name, unit, is_gauge):
    name = translated(name).removesuffix("_total")
    unit = re.sub(r"\{.*?\}", "", unit)
    if unit == "1":
        unit = "ratio" if is_gauge else ""
    words = UNITS.get(unit, unit)
    if not re.fullmatch("[a-z]*", words):
        raise ValueError(f"{name}: the unit {unit!r} is new here")
    return name if not words or name.endswith(f"_{words}") else f"{name}_{words}"


def translated(name):
    return re.sub("[^a-zA-Z0-9]+", "_", name)


def of_scope(scoped):
    scope = scoped["scope"]
    labels = {"name": scope["name"], "version": scope.get("version", ""), "schema_url": scoped.get("schemaUrl", "")}
    labels |= attributes(scope)
    return {f"otel_scope_{name}": value for name, value in labels.items() if value}


def attributes(holder):
    # Labels that are empty are none for Prometheus.
    pairs = ((translated(each["key"]), text(each["value"])) for each in holder.get("attributes", []))
    return {name: value for name, value in pairs if value}


def text(value):
    [(kind, value)] = value.items()
    match kind:
        case "stringValue" | "intValue":
            return str(value)
        case "boolValue":
            return str(value).lower()
        case _:
            raise ValueError(f"{kind} is new here")
