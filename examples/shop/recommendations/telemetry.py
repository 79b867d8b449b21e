"""Traces to a Collector, and one JSON object per line of log, in the words that the shop's other services use."""

import json
import logging

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

PLAIN = vars(logging.makeLogRecord({})).keys()


class JsonFormatter(logging.Formatter):
    """Writes the fields of `extra` and the active trace beside the event."""

    def format(self, record):
        line = {"time": self.formatTime(record), "level": record.levelname, "event": record.getMessage()}
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            line["trace_id"] = trace.format_trace_id(span.trace_id)
            line["span_id"] = trace.format_span_id(span.span_id)
        line.update((key, value) for key, value in vars(record).items() if key not in PLAIN)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def install(app):
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # The server's own line for each request says less than the span does.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # What the environment says of the service goes before the name that stands here.
    name = Resource({SERVICE_NAME: "shop-recommendations"})
    provider = TracerProvider(resource=Resource.create().merge(name).merge(OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    FlaskInstrumentor().instrument_app(app)
