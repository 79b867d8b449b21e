// Shows products and passes carts on as orders.
'use strict';

const { randomUUID } = require('node:crypto');

const { SpanStatusCode, trace } = require('@opentelemetry/api');
const axios = require('axios');
const express = require('express');
const pino = require('pino');
const { Counter, Histogram, register } = require('prom-client');

const ORDERS_URL = process.env.ORDERS_URL ?? 'http://localhost:8080';
const STOCK_URL = process.env.STOCK_URL ?? 'http://localhost:8084';
const REVIEWS_URL = process.env.REVIEWS_URL ?? 'http://localhost:8085';
const TIMEOUT_MS = Number(process.env.TIMEOUT_MS ?? '3000');
const SLOW_CHECKOUT_SECONDS = Number(process.env.SLOW_CHECKOUT_SECONDS ?? '0.8');

const app = express();
const client = axios.create({ timeout: TIMEOUT_MS });
// An error of axios holds its whole request and answer.
const log = pino({
  name: 'storefront',
  redact: { paths: ['err.config', 'err.request', 'err.response'], remove: true },
});
const tracer = trace.getTracer('storefront');

const requests = new Counter({
  name: 'http_requests_total',
  help: 'Requests that were served.',
  labelNames: ['method', 'route', 'status'],
});
const checkouts = new Histogram({
  name: 'checkout_duration_seconds',
  help: 'How long checkouts take.',
});

const carts = new Map();

async function stockOf(sku) {
  const answer = await client.get(`${STOCK_URL}/stock/${sku}`);
  return answer.data;
}

async function reviewsOf(sku) {
  try {
    const answer = await client.get(`${REVIEWS_URL}/products/${sku}/reviews`);
    return answer.data;
  } catch (err) {
    log.error({ err, sku }, 'reviews_missing');
    return [];
  }
}

function placeOrder(order) {
  return tracer.startActiveSpan('place order', async (span) => {
    try {
      span.setAttribute('order.id', order.id);
      if (order.skus.length === 0) {
        return null;
      }
      const answer = await client.post(`${ORDERS_URL}/orders`, order);
      return answer.data;
    } catch (err) {
      span.recordException(err);
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'orders refused' });
      log.error({ err, order_id: order.id }, 'order_refused');
      return null;
    } finally {
      span.end();
    }
  });
}

async function inviteReview(order) {
  try {
    await client.post(`${REVIEWS_URL}/invitations`, order);
  } catch (err) {
    log.error({ err, order_id: order.id }, 'invitation_failed');
  }
}

app.use(express.json());

app.use((req, res, next) => {
  res.on('finish', () => {
    const route = req.route?.path ?? 'none';
    requests.inc({ method: req.method, route, status: res.statusCode });
  });
  next();
});

app.get('/products/:sku', async (req, res) => {
  const { sku } = req.params;
  const [stock, reviews] = await Promise.all([stockOf(sku), reviewsOf(sku)]);
  res.json({ sku, stock, reviews });
});

app.put('/carts/:cart', (req, res) => {
  carts.set(req.params.cart, req.body.skus);
  res.sendStatus(204);
});

app.post('/carts/:cart/checkout', async (req, res) => {
  const started = performance.now();
  const { cart } = req.params;
  log.info({ cart }, 'checkout_received');
  trace.getActiveSpan()?.setAttribute('cart.id', cart);
  const order = await placeOrder({ id: randomUUID(), skus: carts.get(cart) ?? [] });
  if (order === null) {
    log.warn({ cart }, 'cart_not_ordered');
    res.status(502).json({ error: 'not ordered' });
    return;
  }
  carts.delete(cart);
  inviteReview(order);
  const elapsed = (performance.now() - started) / 1000;
  checkouts.observe(elapsed);
  if (elapsed > SLOW_CHECKOUT_SECONDS) {
    log.warn({ order_id: order.id, seconds: elapsed }, 'slow_checkout');
  }
  res.status(201).json(order);
});

app.get('/metrics', async (req, res) => {
  res.type(register.contentType).send(await register.metrics());
});

app.listen(8080);
