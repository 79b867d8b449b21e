"""A service in Python, instrumented with OpenTelemetry's own SDK.

POST /hop with {"route": [...]} calls the first address of the route with the rest of it, and returns what it saw and
what the others saw.
"""

import logging

import requests
from flask import Flask, jsonify, request
from opentelemetry import baggage, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from werkzeug.serving import make_server

app = Flask("python")


@app.post("/hop")
def hop():
    route = request.get_json()["route"]
    trace_id = trace.format_trace_id(trace.get_current_span().get_span_context().trace_id)
    seen = [{"service": "python", "trace_id": trace_id, "baggage": dict(baggage.get_all())}]
    if route:
        answer = session.post(route[0], json={"route": route[1:]}, timeout=20)
        answer.raise_for_status()
        seen += answer.json()
    return jsonify(seen)


provider = TracerProvider()
# Spans leave as they end: the test kills the service when it has what it wants.
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
FlaskInstrumentor().instrument_app(app)
RequestsInstrumentor().instrument()
logging.getLogger("werkzeug").setLevel(logging.ERROR)
session = requests.Session()
session.trust_env = False
server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}/hop", flush=True)
server.serve_forever()
