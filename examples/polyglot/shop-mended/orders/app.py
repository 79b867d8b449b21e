"""Takes orders, has them paid and announces them."""

import json
import logging
import os
import threading
import time

import requests
from flask import Flask, jsonify, request
from opentelemetry import trace
from opentelemetry.trace import StatusCode
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

import telemetry

PAYMENT_URL = os.environ.get("PAYMENT_URL", "http://localhost:8081")
WAREHOUSE_URL = os.environ.get("WAREHOUSE_URL", "http://localhost:8082")
PRICES_FILE = os.environ.get("PRICES_FILE", "prices.json")
TIMEOUT_SECONDS = float(os.environ.get("TIMEOUT_SECONDS", "3"))
SLOW_CHECKOUT_SECONDS = float(os.environ.get("SLOW_CHECKOUT_SECONDS", "0.5"))

app = Flask(__name__)
telemetry.install(app)
log = logging.getLogger("orders")
tracer = trace.get_tracer("orders")

REQUESTS = Counter("http_requests", "Requests that were served.", ["method", "route", "status"])
CHECKOUT = Histogram("checkout_duration_seconds", "How long checkouts take.")

orders = {}


def prices():
    try:
        with open(PRICES_FILE, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        log.warning("prices_missing", extra={"path": PRICES_FILE}, exc_info=True)
        return {}


def pay(order, total):
    with tracer.start_as_current_span("pay") as span:
        span.set_attribute("order.id", order["id"])
        if total == 0:
            return True
        try:
            charge = {"order": order["id"], "amount": total}
            answer = requests.post(f"{PAYMENT_URL}/charges", json=charge, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as err:
            span.record_exception(err)
            span.set_status(StatusCode.ERROR, "payment is unreachable")
            log.exception("payment_failed", extra={"order_id": order["id"]})
            return False
        return answer.ok


def announce(order):
    try:
        requests.post(f"{WAREHOUSE_URL}/orders", json=order, timeout=TIMEOUT_SECONDS)
    except requests.RequestException:
        log.exception("announcement_failed", extra={"order_id": order["id"]})


def ship(order):
    with tracer.start_as_current_span("ship"):
        threading.Thread(target=announce, args=(order,)).start()


@app.after_request
def count(response):
    route = request.url_rule.rule if request.url_rule else "none"
    REQUESTS.labels(request.method, route, response.status_code).inc()
    return response


@app.post("/orders")
def create_order():
    started = time.monotonic()
    order = request.get_json()
    log.info("order_received", extra={"order_id": order["id"]})
    known = prices()
    total = sum(known.get(sku, 0) for sku in order["skus"])
    if not pay(order, total):
        log.warning("order_not_paid", extra={"order_id": order["id"], "total": total})
        return jsonify(error="not paid"), 402
    orders[order["id"]] = order
    ship(order)
    elapsed = time.monotonic() - started
    CHECKOUT.observe(elapsed)
    if elapsed > SLOW_CHECKOUT_SECONDS:
        log.warning("slow_checkout", extra={"order_id": order["id"], "seconds": elapsed})
    return jsonify(order), 201


@app.get("/orders/<order_id>")
def get_order(order_id):
    trace.get_current_span().set_attribute("order.id", order_id)
    if order_id not in orders:
        return jsonify(error="unknown order"), 404
    return jsonify(orders[order_id])


@app.get("/metrics")
def metrics():
    return generate_latest(), 200, {"Content-Type": CONTENT_TYPE_LATEST}
