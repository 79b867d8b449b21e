// A service in Go, instrumented with OpenTelemetry's own SDK: POST /hop with {"route": [...]} calls the first address
// of the route with the rest of it, and returns what it saw and what the others saw.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

type order struct {
	Route []string `json:"route"`
}

// seen is what a service finds in its context while it serves.
type seen struct {
	Service string            `json:"service"`
	TraceID string            `json:"trace_id"`
	Baggage map[string]string `json:"baggage"`
}

var client = http.Client{Transport: otelhttp.NewTransport(&http.Transport{})}

func hop(w http.ResponseWriter, r *http.Request) {
	var asked order
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer := []seen{look(r.Context())}
	if len(asked.Route) > 0 {
		rest, err := call(r.Context(), asked)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		answer = append(answer, rest...)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		log.Print(err)
	}
}

func look(ctx context.Context) seen {
	members := map[string]string{}
	for _, member := range baggage.FromContext(ctx).Members() {
		members[member.Key()] = member.Value()
	}
	return seen{"go", trace.SpanContextFromContext(ctx).TraceID().String(), members}
}

func call(ctx context.Context, asked order) ([]seen, error) {
	body, err := json.Marshal(order{asked.Route[1:]})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, asked.Route[0], bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("content-type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var rest []seen
	return rest, json.NewDecoder(response.Body).Decode(&rest)
}

func main() {
	exporter, err := otlptracehttp.New(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	// Spans leave as they end: the test kills the service when it has what it wants.
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter)))
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/hop\n", listener.Addr())
	log.Fatal(http.Serve(listener, otelhttp.NewHandler(http.HandlerFunc(hop), "hop")))
}
