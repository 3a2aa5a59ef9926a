import { builtInRules, formatRuleFile, type RuleGroup, toRuleGroup } from '@kotoba/alerting';

/**
 * Files beside the dashboards, by path: Grafana's provisioning, Prometheus' scrape configuration and the built-in rules as a
 * rule file, so that a service that outgrows one process moves by copying a folder.
 * @param target address Prometheus scrapes the service at
 */
export function provisioningFiles(target: string): Record<string, string> {
  return {
    'provisioning/dashboards/kotoba.yml': `apiVersion: 1
providers:
  - name: kotoba
    folder: Kotoba
    type: file
    options:
      path: /var/lib/grafana/dashboards/kotoba
`,
    'provisioning/datasources/kotoba.yml': `apiVersion: 1
datasources:
  - name: Prometheus
    type: prometheus
    access: proxy
    url: http://127.0.0.1:9091
    isDefault: true
    jsonData:
      timeInterval: 15s
`,
    'prometheus/prometheus.yml': `global:
  scrape_interval: 15s
  evaluation_interval: 15s
rule_files:
  - kotoba-rules.yml
scrape_configs:
  - job_name: kotoba
    static_configs:
      - targets: [${JSON.stringify(target)}]
`,
    'prometheus/kotoba-rules.yml': formatRuleFile(builtInGroups(), { forPrometheus: true }),
  };
}

/** The built-in rules, a group a subject; templates of built-in rules are known to be well. */
function builtInGroups(): RuleGroup[] {
  return Object.entries(builtInRules).map(([name, rules]) => ({
    name: `kotoba-${name}`,
    file: 'built-in',
    limit: 0,
    rules: rules.flatMap((rule) => toRuleGroup(rule, () => undefined).rules),
  }));
}
