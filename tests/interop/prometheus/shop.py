"""Runs examples/shop under an attack, and holds what a real Prometheus answers against what a real Collector was sent.

shop.py SHOP COLLECTOR: the two programs; `prometheus` and `promtool` are on the path.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import otlp
from servers import ENVIRONMENT, Collector, Prometheus, free_address, get, interrupt, running, wait_until

CUSTOMERS, SECONDS = 12, 3
# What `shop load --attack` sends for each customer: a checkout, and paths and vouchers to guess.
TRIES = 20

# What goes on while nobody buys: the process and its runtime.
RESTLESS = ("process_", "tokio_", "rust_")

# What Prometheus keeps of a page that no instrument made.
OF_THE_PAGE = "tracewell_page_left_out"
OF_THE_SCRAPE = ("up", "scrape_")

# promtool would have `_count` for histograms alone. OpenTelemetry's conventions give it to up-down counters ("Naming",
# metrics, "Use `count` instead of pluralization"), and its translation to Prometheus keeps it. No histogram can have
# such a name as well: the page leaves one of two out that would share a sample's name.
COUNTS = {
    "db_client_connection_count",
    "process_thread_count",
    "process_unix_file_descriptor_count",
    "tokio_task_count",
    "tokio_worker_count",
}
COUNTED = 'non-histogram and non-summary metrics should not have "_count" suffix'


def main():
    shop, collector = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        run(shop, collector, pathlib.Path(folder))


def run(shop, program, folder):
    gateway, collector = free_address(), Collector(folder)
    prometheus = Prometheus(folder, gateway)
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{collector.http}",
        "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
    }
    serve = [shop, "serve", "--gateway", gateway, "--orders", free_address(), "--payment", free_address()]
    serve += ["--payment-declines", "0.1"]
    with (
        collector.run(program),
        running(serve, folder / "shop.log", gateway, **variables) as serving,
        prometheus.run(),
    ):
        load(shop, gateway)
        compare(prometheus, *settled(collector))
        check_totals(prometheus)
        check_exemplars(prometheus, collector)
        check_page(gateway)
        if status := interrupt(serving):
            raise ChildProcessError(f"the shop ended with {status}: {(folder / 'shop.log').read_text()}")


def load(shop, gateway):
    rate = str(CUSTOMERS // SECONDS)
    command = [shop, "load", "--gateway", f"http://{gateway}", "--rate", rate, "--seconds", str(SECONDS), "--attack"]
    variables = ENVIRONMENT | {"OTEL_SDK_DISABLED": "true"}
    subprocess.run(command, env=variables, check=True)


def settled(collector):
    """Waits until two exports say the same, and returns the second, with its time."""

    def last():
        exports = collector.requests("resourceMetrics")[-2:]
        if len(exports) < 2:
            return None
        before, now = (otlp.samples(export) for export in exports)
        return (now, otlp.time(exports[1])) if at_rest(before) == at_rest(now) else None

    return wait_until(last, "the shop counts on after the load")


def at_rest(samples):
    return {series: value for series, value in samples.items() if not series.name.startswith(RESTLESS)}


def known(prometheus):
    """Returns what Prometheus knows of the shop, by series."""
    found = {}
    for labels, value in prometheus.query('{job="shop"}'):
        name = labels.pop("__name__")
        if name.startswith(OF_THE_SCRAPE):
            continue
        if name == OF_THE_PAGE:
            assert value == 0, f"the page leaves series out: {labels} {value}"
            continue
        del labels["job"], labels["instance"]
        if "le" in labels:
            labels["le"] = float(labels["le"])
        found[otlp.Series(name, frozenset(labels.items()))] = value
    return found


def compare(prometheus, exported, at):
    """Holds each series against the export, of which Prometheus has scraped what came after."""
    wait_until(lambda: (prometheus.number('timestamp(up{job="shop"} == 1)') or 0) > at, "a scrape after the export")
    found = known(prometheus)
    faults = [f"only in Prometheus: {series}" for series in found.keys() - exported.keys()]
    faults += [f"only in OTLP: {series}" for series in exported.keys() - found.keys()]
    resting = at_rest(exported)
    for series in resting.keys() & found.keys():
        if not same(series, found[series], exported[series]):
            faults.append(f"{series}: {found[series]} in Prometheus, {exported[series]} in OTLP")
    if faults:
        raise AssertionError("\n".join(sorted(faults)))
    moving = sorted({series.name for series in exported.keys() - resting.keys()})
    print(f"{len(resting)} series are equal; there, but never at rest: {', '.join(moving)}", flush=True)


def same(series, found, exported):
    # The page writes times in whole milliseconds.
    return 0 <= exported - found < 0.002 if series.name.endswith("_created") else found == exported


def check_totals(prometheus):
    """Holds PromQL's sums against what was sent, whoever counted it."""
    for promql, expected in {
        'sum(http_server_request_duration_seconds_count{http_route="/checkout"})': CUSTOMERS * (1 + TRIES),
        'sum(http_server_request_duration_seconds_bucket{http_route="/checkout", le="+Inf"})': CUSTOMERS * (1 + TRIES),
        'sum(http_server_request_duration_seconds_count{http_route="__unmatched__"})': CUSTOMERS * TRIES,
        "sum(shop_checkouts_total)": CUSTOMERS * (1 + TRIES),
        "sum(shop_payment_charges_total)": CUSTOMERS * (1 + TRIES),
    }.items():
        found = prometheus.number(promql)
        print(f"{promql} = {found}")
        assert found == expected, f"{promql} is {found}, and {expected} were sent"


def check_exemplars(prometheus, collector):
    """Each exemplar leads to a trace that the Collector has."""
    query = "http_server_request_duration_seconds_bucket"
    found = prometheus.ask("query_exemplars", query=query, start=time.time() - 600, end=time.time())
    named = {exemplar["labels"]["trace_id"] for series in found for exemplar in series["exemplars"]}
    assert named, "Prometheus has no exemplars"
    wait_until(lambda: named <= traces(collector), "the traces of all exemplars")
    print(f"{len(named)} traces are named by exemplars")


def traces(collector):
    resources = [each for request in collector.requests("resourceSpans") for each in request["resourceSpans"]]
    return {span["traceId"] for each in resources for scope in each["scopeSpans"] for span in scope["spans"]}


def check_page(gateway):
    page = get(f"http://{gateway}/metrics")
    checked = subprocess.run(["promtool", "check", "metrics"], input=page, text=True, capture_output=True)
    said = [line for line in (checked.stdout + checked.stderr).splitlines() if line]
    faults = [line for line in said if line not in {f"{name} {COUNTED}" for name in COUNTS}]
    # 3 is what it ends with when it read the page and has something to say.
    assert not faults and checked.returncode in (0, 3), "\n".join(faults) or f"promtool ended with {checked.returncode}"
    print(f"promtool check metrics: {len(page.splitlines())} lines, {len(said)} accepted remarks, no other")


if __name__ == "__main__":
    main()
