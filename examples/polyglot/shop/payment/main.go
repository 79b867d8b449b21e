// Command payment charges orders at the bank.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
)

var (
	tracer  = otel.Tracer("payment")
	charges = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "payment_charges",
		Help: "Charges by outcome.",
	}, []string{"outcome", "error"})
)

var (
	errDeclined = errors.New("declined by the bank")
	errNoOrder  = errors.New("a charge of no order")
)

type charge struct {
	Order  string `json:"order"`
	Amount int    `json:"amount"`
}

type server struct {
	bank   string
	client *http.Client

	mutex    sync.Mutex
	accepted map[string]charge
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	c, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	log.Printf("charging %d for %s", c.Amount, c.Order)
	start := time.Now()
	if err := s.settle(context.Background(), c); err != nil {
		charges.WithLabelValues("declined", err.Error()).Inc()
		slog.ErrorContext(r.Context(), "charge failed", "order_id", c.Order)
		http.Error(w, "declined", http.StatusPaymentRequired)
		return
	}
	if time.Since(start) > 300*time.Millisecond {
		slog.WarnContext(r.Context(), "slow bank", "order_id", c.Order)
	}
	charges.WithLabelValues("accepted", "").Inc()
	w.WriteHeader(http.StatusCreated)
}

func read(r *http.Request) (charge, error) {
	var c charge
	_ = json.NewDecoder(r.Body).Decode(&c)
	if c.Order == "" {
		return c, errNoOrder
	}
	return c, nil
}

func (s *server) settle(ctx context.Context, c charge) error {
	ctx, span := tracer.Start(ctx, "settle")
	span.SetAttributes(attribute.Int("charge.amount", c.Amount))
	if c.Amount <= 0 {
		return errDeclined
	}
	err := s.transfer(ctx, c)
	if err != nil {
		span.End()
		return fmt.Errorf("settle %s: %w", c.Order, err)
	}
	s.mutex.Lock()
	s.accepted[c.Order] = c
	s.mutex.Unlock()
	span.End()
	return nil
}

func (s *server) transfer(ctx context.Context, c charge) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, s.bank+"/transfers", bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		fmt.Println("bank answered", response.Status)
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

func main() {
	s := &server{bank: os.Getenv("BANK_URL"), client: &http.Client{}, accepted: map[string]charge{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /charges", s.create)
	mux.HandleFunc("GET /charges/{order}", s.get)
	mux.Handle("GET /metrics", promhttp.Handler())
	if err := http.ListenAndServe(":8080", mux); err != nil {
		slog.Error("server stopped", "error", err)
		os.Exit(1)
	}
}
