// Command shipping sends what was paid: POST /shipments/{order}.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// patience is how long requests under way may take when the service ends.
const patience = 5 * time.Second

type shipment struct {
	Order  int64 `json:"order"`
	Parcel int   `json:"parcel"`
}

// parcels are numbered as they come; an order is sent once, however often that is asked for.
type parcels struct {
	mutex   sync.Mutex
	byOrder map[int64]int
}

func (p *parcels) send(order int64) shipment {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if _, sent := p.byOrder[order]; !sent {
		p.byOrder[order] = len(p.byOrder) + 1
	}
	return shipment{order, p.byOrder[order]}
}

func (p *parcels) create(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	order, err := strconv.ParseInt(r.PathValue("order"), 10, 64)
	if err != nil {
		slog.InfoContext(ctx, "order_unknown", "error", err)
		http.Error(w, "an order is a number", http.StatusBadRequest)
		return
	}
	trace.SpanFromContext(ctx).SetAttributes(attribute.Int64("order.id", order))
	sent := p.send(order)
	slog.InfoContext(ctx, "shipped", "order.id", order, "parcel", sent.Parcel)
	w.Header().Set("content-type", "application/json")
	w.WriteHeader(http.StatusCreated)
	if err := json.NewEncoder(w).Encode(sent); err != nil {
		slog.WarnContext(ctx, "answer_not_sent", "error", err)
	}
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /shipments/{order}", (&parcels{byOrder: map[int64]int{}}).create)
	return otelhttp.NewHandler(mux, "shipping")
}

// serve answers until ctx ends, and then what is under way.
func serve(ctx context.Context, address string) error {
	server := &http.Server{Addr: address, Handler: handler(), ReadHeaderTimeout: patience}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	slog.Info("serving", "address", address)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		ending, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return server.Shutdown(ending)
	}
}

func run(address string) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	provider, err := installTelemetry(ctx)
	if err != nil {
		return err
	}
	return errors.Join(serve(ctx, address), provider.Shutdown(context.Background()))
}

func main() {
	listen := flag.String("listen", "127.0.0.1:8084", "where to listen, as `host:port`")
	flag.Parse()
	if err := run(*listen); err != nil {
		slog.Error("server_stopped", "error", err)
		os.Exit(1)
	}
}
