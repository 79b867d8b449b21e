"""Takes orders, has them paid and announces them."""

import json
import logging
import os
import threading
import time

import requests
from flask import Flask, jsonify, request
from opentelemetry import trace
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

PAYMENT_URL = os.environ.get("PAYMENT_URL", "http://localhost:8081")
WAREHOUSE_URL = os.environ.get("WAREHOUSE_URL", "http://localhost:8082")
PRICES_FILE = os.environ.get("PRICES_FILE", "prices.json")

app = Flask(__name__)
log = logging.getLogger("orders")
tracer = trace.get_tracer("orders")

REQUESTS = Counter("http_requests", "Requests that were served.", ["method", "path", "status"])
CHECKOUT = Histogram("checkoutDurationMs", "How long checkouts take.")

orders = {}


def prices():
    try:
        with open(PRICES_FILE, encoding="utf-8") as file:
            return json.load(file)
    except Exception:
        log.warning("prices_missing")
        return {}


def pay(order, total):
    span = tracer.start_span("pay")
    span.set_attribute("order.id", order["id"])
    if total == 0:
        return True
    try:
        answer = requests.post(f"{PAYMENT_URL}/charges", json={"order": order["id"], "amount": total})
    except requests.RequestException as err:
        log.error("payment failed: %s", err)
        span.end()
        return False
    span.end()
    return answer.ok


def announce(order):
    try:
        requests.post(f"{WAREHOUSE_URL}/orders", json=order, timeout=3)
    except requests.RequestException:
        pass


def ship(order):
    with tracer.start_as_current_span("ship"):
        threading.Thread(target=announce, args=(order,)).start()


@app.after_request
def count(response):
    REQUESTS.labels(request.method, request.path, response.status_code).inc()
    return response


@app.post("/orders")
def create_order():
    started = time.monotonic()
    order = request.get_json()
    print("new order", order["id"])
    log.debug("order_received", extra={"order": order})
    known = prices()
    total = sum(known.get(sku, 0) for sku in order["skus"])
    if not pay(order, total):
        log.warning(f"order {order['id']} over {total} was not paid")
        return jsonify(error="not paid"), 402
    orders[order["id"]] = order
    ship(order)
    elapsed = time.monotonic() - started
    CHECKOUT.observe(elapsed * 1000)
    if elapsed > 0.5:
        log.warning("slow_checkout", extra={"order_id": order["id"]})
    return jsonify(order), 201


@app.get("/orders/<order_id>")
def get_order(order_id):
    trace.get_current_span().update_name(f"GET /orders/{order_id}")
    if order_id not in orders:
        return jsonify(error="unknown order"), 404
    return jsonify(orders[order_id])


@app.get("/metrics")
def metrics():
    return generate_latest(), 200, {"Content-Type": CONTENT_TYPE_LATEST}
