import {
  defaultResource,
  detectResources,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import type { ResolvedOptions } from './options-schema.ts';

/** Command lines carry passwords; they are never part of the resource. */
const PRIVATE_ATTRIBUTES = new Set(['process.command_args', 'process.command_line', 'process.command']);

/** The resource of our own MeterProvider: detected, then the environment's, then the options'. */
export function createResource(
  options: Pick<ResolvedOptions, 'serviceName' | 'resourceAttributes'>,
): Resource {
  const processResource = processDetector.detect();
  const publicProcess = Object.entries(processResource.attributes ?? {}).filter(
    ([name]) => !PRIVATE_ATTRIBUTES.has(name),
  );
  const detected = detectResources({
    detectors: [
      hostDetector,
      osDetector,
      { detect: () => ({ attributes: Object.fromEntries(publicProcess) }) },
      serviceInstanceIdDetector,
      resourceAttributesEnvDetector,
      serviceNameEnvDetector,
    ],
  });
  const given = { ...options.resourceAttributes };
  if (options.serviceName !== undefined) given['service.name'] = options.serviceName;
  return defaultResource().merge(detected).merge(resourceFromAttributes(given));
}
