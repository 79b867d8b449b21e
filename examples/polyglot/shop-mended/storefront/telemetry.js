// Traces of this service, and their ids in its logs; loaded before everything else.
'use strict';

const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { NodeSDK } = require('@opentelemetry/sdk-node');

const sdk = new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [
    new HttpInstrumentation({ ignoreIncomingRequestHook: (request) => request.url === '/metrics' }),
    new ExpressInstrumentation(),
    new PinoInstrumentation(),
  ],
});

sdk.start();
process.once('SIGTERM', () => sdk.shutdown().finally(() => process.exit()));
