import { Labels, METRIC_NAME } from '../labels.ts';
import type { PointAttributes } from './metric-data.ts';
import { escapeLabelValue, toLabelName, toLabelValue } from './prometheus-names.ts';

/** Label names and values in the order the exposition writes them; names are unique. */
export type LabelPairs = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Labels of a data point. Attributes that become one label name are joined with `;` in the order of their
 * original names, as OpenTelemetry's Prometheus compatibility specification says; written twice, they would make
 * the whole scrape invalid. A series' own label beats a global one.
 * @param reserved a label name the metric needs itself (`le`); an attribute of that name becomes `exported_le`
 */
export function toLabelPairs(
  attributes: PointAttributes,
  globalLabels: LabelPairs,
  reserved: string | undefined,
): LabelPairs {
  const values = new Map<string, string>();
  const names = Object.keys(attributes);
  const collided = new Map<string, string[]>();
  for (const attribute of names) {
    const sanitized = toLabelName(attribute);
    const name = sanitized === reserved ? `exported_${sanitized}` : sanitized;
    if (values.has(name)) {
      const owners = collided.get(name) ?? [firstOwner(names, name, reserved)];
      owners.push(attribute);
      collided.set(name, owners);
    } else {
      values.set(name, toLabelValue(attributes[attribute]));
    }
  }
  for (const [name, owners] of collided) {
    owners.sort();
    values.set(name, owners.map((owner) => toLabelValue(attributes[owner])).join(';'));
  }
  for (const [name, value] of globalLabels) if (!values.has(name)) values.set(name, value);
  return [...values];
}

function firstOwner(attributes: readonly string[], name: string, reserved: string | undefined): string {
  return attributes.find((attribute) => {
    const sanitized = toLabelName(attribute);
    return (sanitized === reserved ? `exported_${sanitized}` : sanitized) === name;
  })!;
}

/** The start of a sample's line in the exposition, up to and including the space before its value. */
export function toLinePrefix(metricName: string, pairs: LabelPairs): string {
  if (pairs.length === 0) return `${metricName} `;
  const written = pairs.map(([name, value]) => `${name}="${escapeLabelValue(value)}"`);
  return `${metricName}{${written.join(',')}} `;
}

/** The label set of a series. */
export function toLabels(metricName: string, pairs: LabelPairs): Labels {
  const record: Record<string, string> = Object.fromEntries(pairs);
  record[METRIC_NAME] = metricName;
  return Labels.from(record);
}
