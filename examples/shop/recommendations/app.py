"""Says what goes with a product: GET /recommendations/<product>."""

import argparse
import logging
import signal
import sys

from flask import Flask, jsonify
from opentelemetry import trace
from werkzeug.serving import make_server

import telemetry

GOES_WITH = {"tea": ["cake"], "coffee": ["cake"], "cake": ["tea", "coffee"]}

app = Flask("recommendations")
telemetry.install(app)
log = logging.getLogger("recommendations")


@app.get("/recommendations/<product>")
def recommend(product):
    trace.get_current_span().set_attribute("shop.product", product)
    if product not in GOES_WITH:
        log.info("product_unknown", extra={"product": product})
        return jsonify(error="there is no such product"), 404
    log.info("recommended", extra={"product": product, "products": GOES_WITH[product]})
    return jsonify(GOES_WITH[product])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--listen", default="127.0.0.1:8083", metavar="HOST:PORT")
    host, _, port = arguments.parse_args().listen.rpartition(":")
    # What the services tell leaves when the interpreter ends, which it does in order only if it is not killed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = make_server(host, int(port), app, threaded=True)
    log.info("serving", extra={"host": host, "port": server.server_port})
    server.serve_forever()


if __name__ == "__main__":
    main()
