package main

import (
	"context"
	"log/slog"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// withTrace adds the active trace to each line of the log.
type withTrace struct{ slog.Handler }

func (h withTrace) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(
			slog.String("trace_id", span.TraceID().String()),
			slog.String("span_id", span.SpanID().String()),
		)
	}
	return h.Handler.Handle(ctx, record)
}

func (h withTrace) WithAttrs(attributes []slog.Attr) slog.Handler {
	return withTrace{h.Handler.WithAttrs(attributes)}
}

func (h withTrace) WithGroup(name string) slog.Handler {
	return withTrace{h.Handler.WithGroup(name)}
}

// inOurWords calls the message of a line `event`, as the shop's other services do.
func inOurWords(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.MessageKey {
		a.Key = "event"
	}
	return a
}

// installTelemetry makes traces go to a Collector, and logs to standard error as JSON.
func installTelemetry(ctx context.Context) (*sdktrace.TracerProvider, error) {
	lines := slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{ReplaceAttr: inOurWords})
	slog.SetDefault(slog.New(withTrace{lines}))
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	// What the environment says of the service goes before the name that stands here.
	name := resource.WithAttributes(attribute.String("service.name", "shop-shipping"))
	about, err := resource.New(ctx, name, resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	otel.SetTracerProvider(provider)
	members := []propagation.TextMapPropagator{propagation.TraceContext{}, propagation.Baggage{}}
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(members...))
	return provider, nil
}
