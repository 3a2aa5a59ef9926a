import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { report } from './report.ts';

const began = performance.now();
const exporter = new PrometheusExporter({ port: 0, host: '127.0.0.1' });
const provider = new MeterProvider({ readers: [exporter] });
provider.getMeter('bench').createCounter('requests').add(1);
await exporter.startServer();
report(began);
await provider.shutdown();
