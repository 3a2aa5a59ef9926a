import type { InhibitRule } from '../notifications/inhibition.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readLabelNames, readMatchers } from './read-matchers.ts';

const INHIBIT_FIELDS: KnownFields = {
  source_match: true,
  source_match_re: true,
  source_matchers: true,
  target_match: true,
  target_match_re: true,
  target_matchers: true,
  equal: true,
};

/** Reads `inhibit_rules`. Source: https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule */
export function readInhibitRules(root: ConfigReader): InhibitRule[] {
  return root.list('inhibit_rules').map((node) => {
    const reader = new ConfigReader(root.source, node, 'an inhibition', INHIBIT_FIELDS);
    const side = (name: 'source' | 'target') =>
      readMatchers(reader, {
        list: `${name}_matchers`,
        equal: `${name}_match`,
        regex: `${name}_match_re`,
      });
    return { source: side('source'), target: side('target'), equal: readLabelNames(reader, 'equal') };
  });
}
