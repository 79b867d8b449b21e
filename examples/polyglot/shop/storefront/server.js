// Shows products and passes carts on as orders.
'use strict';

const { randomUUID } = require('node:crypto');

const { trace } = require('@opentelemetry/api');
const axios = require('axios');
const express = require('express');
const pino = require('pino');
const { Counter, Histogram, register } = require('prom-client');

const ORDERS_URL = process.env.ORDERS_URL ?? 'http://localhost:8080';
const STOCK_URL = process.env.STOCK_URL ?? 'http://localhost:8084';
const REVIEWS_URL = process.env.REVIEWS_URL ?? 'http://localhost:8085';

const app = express();
const log = pino({ name: 'storefront' });
const tracer = trace.getTracer('storefront');

const requests = new Counter({
  name: 'http_requests',
  help: 'Requests that were served.',
  labelNames: ['method', 'path', 'status'],
});
const checkouts = new Histogram({
  name: 'checkoutDurationMs',
  help: 'How long checkouts take.',
});

const carts = new Map();

async function stockOf(sku) {
  const answer = await axios.get(`${STOCK_URL}/stock/${sku}`);
  return answer.data;
}

async function reviewsOf(sku) {
  const answer = await axios.get(`${REVIEWS_URL}/products/${sku}/reviews`, { timeout: 3000 }).catch(() => null);
  return answer === null ? [] : answer.data;
}

async function placeOrder(order) {
  const span = tracer.startSpan('place order');
  span.setAttribute('order.id', order.id);
  if (order.skus.length === 0) {
    return null;
  }
  try {
    const answer = await axios.post(`${ORDERS_URL}/orders`, order, { timeout: 3000 });
    return answer.data;
  } catch {
    log.error({ order_id: order.id }, 'order_refused');
    return null;
  } finally {
    span.end();
  }
}

async function inviteReview(order) {
  try {
    await axios.post(`${REVIEWS_URL}/invitations`, order, { timeout: 3000 });
  } catch {}
}

app.use(express.json());

app.use((req, res, next) => {
  res.on('finish', () => {
    requests.inc({ method: req.method, path: req.path, status: res.statusCode });
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
  console.log('checking out', cart);
  log.info({ headers: req.headers }, 'checkout_received');
  trace.getActiveSpan()?.updateName(`checkout ${cart}`);
  const order = await placeOrder({ id: randomUUID(), skus: carts.get(cart) ?? [] });
  if (order === null) {
    log.warn(`cart ${cart} was not ordered`);
    res.status(502).json({ error: 'not ordered' });
    return;
  }
  carts.delete(cart);
  inviteReview(order);
  const elapsed = performance.now() - started;
  checkouts.observe(elapsed);
  if (elapsed > 800) {
    log.warn({ order_id: order.id }, 'slow_checkout');
  }
  res.status(201).json(order);
});

app.get('/metrics', async (req, res) => {
  res.type(register.contentType).send(await register.metrics());
});

app.listen(8080);
