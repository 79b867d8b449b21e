// Keeps what customers say about products, once a moderator has let it pass.
import { randomUUID } from 'node:crypto';

import { trace } from '@opentelemetry/api';
import fastify from 'fastify';
import got from 'got';
import pg from 'pg';
import { Counter, Histogram, register } from 'prom-client';
import winston from 'winston';

const DATABASE_URL = process.env.DATABASE_URL ?? 'postgres://localhost/reviews';
const MODERATION_URL = process.env.MODERATION_URL ?? 'http://localhost:8086';
const TRANSLATION_URL = process.env.TRANSLATION_URL ?? 'http://localhost:8087';

interface Product {
  sku: string;
}

interface Draft {
  customer: string;
  stars: number;
  text: string;
}

interface Review extends Draft {
  id: string;
  sku: string;
}

const app = fastify();
const database = new pg.Pool({ connectionString: DATABASE_URL });
const log = winston.createLogger({
  format: winston.format.simple(),
  transports: [new winston.transports.Console()],
});
const tracer = trace.getTracer('reviews');

const written = new Counter({
  name: 'reviews_written',
  help: 'Reviews by outcome.',
  labelNames: ['outcome', 'sku'],
});
const saving = new Histogram({
  name: 'reviews_saving_ms',
  help: 'How long saving a review takes.',
});

async function isDecent(review: Review): Promise<boolean> {
  const span = tracer.startSpan(`moderate ${review.id}`);
  if (review.text === '') {
    return true;
  }
  try {
    const verdict = await got
      .post(`${MODERATION_URL}/verdicts`, { json: { text: review.text }, timeout: { request: 3000 } })
      .json<{ decent: boolean }>();
    return verdict.decent;
  } catch {
    console.error('moderation failed');
    return false;
  } finally {
    span.end();
  }
}

async function translated(review: Review, language: string): Promise<string> {
  try {
    const answer = await got
      .post(`${TRANSLATION_URL}/${language}`, { json: { text: review.text } })
      .json<{ text: string }>();
    return answer.text;
  } catch {
    log.error('translation failed', { review: review.id, language });
    return review.text;
  }
}

async function save(review: Review): Promise<void> {
  const started = performance.now();
  await database.query(
    'insert into reviews (id, sku, customer, stars, text) values ($1, $2, $3, $4, $5)',
    [review.id, review.sku, review.customer, review.stars, review.text],
  );
  const elapsed = performance.now() - started;
  saving.observe(elapsed);
  if (elapsed > 200) {
    log.warn('slow save', { review: review.id });
  }
}

async function invite(order: string): Promise<void> {
  try {
    await database.query('insert into invitations (order_id) values ($1)', [order]);
  } catch (err) {}
}

app.post<{ Params: Product; Body: Draft }>('/products/:sku/reviews', async (request, reply) => {
  const { sku } = request.params;
  log.info('review received', { body: request.body, token: request.headers.authorization });
  const review: Review = { ...request.body, id: randomUUID(), sku };
  if (!(await isDecent(review))) {
    log.warn('review of ' + sku + ' by ' + review.customer + ' refused');
    written.inc({ outcome: 'refused', sku });
    return reply.code(422).send({ error: 'refused' });
  }
  await save(review);
  written.inc({ outcome: 'saved', sku });
  return reply.code(201).send(review);
});

app.get<{ Params: Product; Querystring: { language?: string } }>(
  '/products/:sku/reviews',
  async (request) => {
    const { rows } = await database.query<Review>('select * from reviews where sku = $1', [
      request.params.sku,
    ]);
    const { language } = request.query;
    if (language === undefined) {
      return rows;
    }
    return Promise.all(rows.map(async (row) => ({ ...row, text: await translated(row, language) })));
  },
);

app.post<{ Body: { id: string } }>('/invitations', async (request, reply) => {
  await invite(request.body.id);
  return reply.code(202).send();
});

app.get('/metrics', async (_request, reply) => {
  return reply.type(register.contentType).send(await register.metrics());
});

await app.listen({ host: '0.0.0.0', port: 8080 });
