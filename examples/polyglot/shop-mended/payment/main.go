// Command payment charges orders at the bank.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
)

var (
	tracer  = otel.Tracer("payment")
	charges = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "payment_charges_total",
		Help: "Charges by outcome.",
	}, []string{"outcome"})
)

var errDeclined = errors.New("declined by the bank")

type charge struct {
	Order  string `json:"order"`
	Amount int    `json:"amount"`
}

type server struct {
	bank     string
	client   *http.Client
	slowBank time.Duration

	mutex    sync.Mutex
	accepted map[string]charge
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	var c charge
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		slog.WarnContext(ctx, "bad charge", "error", err)
		http.Error(w, "bad charge", http.StatusBadRequest)
		return
	}
	slog.InfoContext(ctx, "charging", "order_id", c.Order, "amount", c.Amount)
	start := time.Now()
	if err := s.settle(ctx, c); err != nil {
		charges.WithLabelValues("declined").Inc()
		slog.ErrorContext(ctx, "charge failed", "order_id", c.Order, "error", err)
		http.Error(w, "declined", http.StatusPaymentRequired)
		return
	}
	if elapsed := time.Since(start); elapsed > s.slowBank {
		slog.WarnContext(ctx, "slow bank", "order_id", c.Order, "elapsed", elapsed)
	}
	charges.WithLabelValues("accepted").Inc()
	w.WriteHeader(http.StatusCreated)
}

func (s *server) settle(ctx context.Context, c charge) (err error) {
	ctx, span := tracer.Start(ctx, "settle")
	defer func() {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}()
	span.SetAttributes(attribute.Int("charge.amount", c.Amount))
	if c.Amount <= 0 {
		return errDeclined
	}
	if err := s.transfer(ctx, c); err != nil {
		return fmt.Errorf("settle %s: %w", c.Order, err)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.accepted[c.Order] = c
	return nil
}

func (s *server) transfer(ctx context.Context, c charge) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.bank+"/transfers", bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		slog.WarnContext(ctx, "bank refused", "status", response.StatusCode)
		return errDeclined
	}
	return nil
}

func (s *server) get(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	c, found := s.accepted[r.PathValue("order")]
	s.mutex.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	if err := json.NewEncoder(w).Encode(c); err != nil {
		slog.WarnContext(r.Context(), "answer not sent", "error", err)
	}
}

func durationFrom(name string, otherwise time.Duration) time.Duration {
	text, found := os.LookupEnv(name)
	if !found {
		return otherwise
	}
	value, err := time.ParseDuration(text)
	if err != nil {
		slog.Warn("not a duration; the default is used", "name", name, "error", err)
		return otherwise
	}
	return value
}

func run() error {
	provider, err := installTelemetry(context.Background())
	if err != nil {
		return err
	}
	s := &server{
		bank: os.Getenv("BANK_URL"),
		client: &http.Client{
			Transport: otelhttp.NewTransport(http.DefaultTransport),
			Timeout:   durationFrom("BANK_TIMEOUT", 3*time.Second),
		},
		slowBank: durationFrom("SLOW_BANK", 300*time.Millisecond),
		accepted: map[string]charge{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /charges", s.create)
	mux.HandleFunc("GET /charges/{order}", s.get)
	mux.Handle("GET /metrics", promhttp.Handler())
	err = http.ListenAndServe(":8080", otelhttp.NewHandler(mux, "payment"))
	return errors.Join(err, provider.Shutdown(context.Background()))
}

func main() {
	if err := run(); err != nil {
		slog.Error("server stopped", "error", err)
		os.Exit(1)
	}
}
