"""Traces and structured logs of this service."""

import json
import logging

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.instrumentation.threading import ThreadingInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

PLAIN = vars(logging.makeLogRecord({})).keys()


class JsonFormatter(logging.Formatter):
    """One JSON object per line, with the fields of `extra` and the active trace."""

    def format(self, record):
        span = trace.get_current_span().get_span_context()
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "event": record.getMessage(),
            "trace_id": trace.format_trace_id(span.trace_id),
            "span_id": trace.format_span_id(span.span_id),
        }
        line.update((key, value) for key, value in vars(record).items() if key not in PLAIN)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def install(app):
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    FlaskInstrumentor().instrument_app(app, excluded_urls="metrics")
    RequestsInstrumentor().instrument()
    ThreadingInstrumentor().instrument()
