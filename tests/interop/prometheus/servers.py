"""The servers of a run, on ports of the loopback address that nobody uses, ended with it."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).parent
PATIENCE = 60

CONFIGURATION = """
global: {{ scrape_interval: 1s, scrape_timeout: 1s }}
scrape_configs:
  - job_name: shop
    static_configs: [{{ targets: ["{}"] }}]
"""

# What this machine has set for itself stays out of the run.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "SHOP_"))}

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_address():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def wait_until(is_so, what):
    end = time.monotonic() + PATIENCE
    while not (found := is_so()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {PATIENCE} s")
        time.sleep(0.1)
    return found


def get(url, **headers):
    with opener.open(urllib.request.Request(url, headers=headers), timeout=PATIENCE) as answer:
        return answer.read().decode()


@contextlib.contextmanager
def running(command, log, address, **variables):
    """Runs a server until the block ends, which begins when it listens; yields its process."""
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=ENVIRONMENT | variables)
    try:
        wait_until(lambda: listens(address, process, log), command[0])
        yield process
    finally:
        process.kill()
        process.wait()


def listens(address, process, log):
    if process.poll() is not None:
        raise ChildProcessError(f"{process.args[0]} ended:\n{pathlib.Path(log).read_text()}")
    host, port = address.split(":")
    with contextlib.suppress(ConnectionError), socket.create_connection((host, int(port)), timeout=PATIENCE):
        return True
    return False


class Collector:
    """OpenTelemetry's, which writes each request as a line of JSON."""

    def __init__(self, folder):
        self.file, self.log = folder / "received.jsonl", folder / "collector.log"
        self.http, self.grpc = free_address(), free_address()

    def run(self, program):
        ports = {"COLLECTOR_HTTP": self.http, "COLLECTOR_GRPC": self.grpc}
        ports = {name: address.split(":")[1] for name, address in ports.items()}
        command = [program, "--config", str(HERE.parent / "collector/collector.yaml")]
        return running(command, self.log, self.http, COLLECTOR_FILE=str(self.file), **ports)

    def requests(self, signal_name):
        """Returns what came of a signal, the oldest first; a line that is being written does not count."""
        lines = self.file.read_text().split("\n")[:-1] if self.file.exists() else []
        return [request for line in lines if signal_name in (request := json.loads(line))]


class Prometheus:
    def __init__(self, folder, target):
        self.data, self.log, self.file = folder / "data", folder / "prometheus.log", folder / "prometheus.yml"
        self.file.write_text(CONFIGURATION.format(target))
        self.address = free_address()

    def run(self):
        command = ["prometheus", f"--config.file={self.file}", f"--storage.tsdb.path={self.data}", "--log.level=warn"]
        command += [f"--web.listen-address={self.address}", "--enable-feature=exemplar-storage"]
        return running(command, self.log, self.address)

    def ask(self, what, **parameters):
        query = urllib.parse.urlencode(parameters)
        answer = json.loads(get(f"http://{self.address}/api/v1/{what}?{query}"))
        if answer["status"] != "success":
            raise ValueError(answer)
        return answer["data"]

    def query(self, promql, at=None):
        """Returns the series of an instant vector: pairs of labels and value."""
        answer = self.ask("query", query=promql, time=at or time.time())
        return [(each["metric"], float(each["value"][1])) for each in answer["result"]]

    def number(self, promql):
        series = self.query(promql)
        return series[0][1] if series else None


def interrupt(process):
    process.send_signal(signal.SIGINT)
    return process.wait(PATIENCE)
