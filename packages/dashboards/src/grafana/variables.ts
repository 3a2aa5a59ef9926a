import { catalog } from '@kotoba/metrics';
import type { Dashboard } from '../dashboard.ts';
import { DATA_SOURCE, type Json } from './grafana-json.ts';

/*
 * The value "All" stands for. Not `.+`: asked of the service itself, series have no job and no instance, which are labels a
 * scraping Prometheus adds.
 */
const EVERYTHING = '.*';

/** Refresh when the time range changes. */
const ON_TIME_RANGE = 2;
const ASCENDING = 1;

const SERVICE = 'job=~"$job", instance=~"$instance"';

/** A query as Grafana asks it: the choices of the dashboard in place of `@service` and `@database`. */
export function withVariables(query: string): string {
  return query.replaceAll('@service', SERVICE).replaceAll('@database', `${SERVICE}, database=~"$database"`);
}

/** The variables of a dashboard: the data source, the service, and the database where a panel asks for one. */
export function variablesOf(dashboard: Dashboard): Json[] {
  const queries = dashboard.rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
  const info = catalog.monitoringInfo.name;
  const variables: Json[] = [
    {
      type: 'datasource',
      name: 'datasource',
      label: 'Data source',
      query: 'prometheus',
      refresh: 1,
      multi: false,
      includeAll: false,
      hide: 0,
    },
    labelVariable('job', 'Job', `label_values(${info}, job)`),
    labelVariable('instance', 'Instance', `label_values(${info}{job=~"$job"}, instance)`),
  ];
  if (queries.some(({ query }) => query.includes('@database')))
    variables.push(
      labelVariable('database', 'Database', `label_values(${catalog.dbUp.name}{${SERVICE}}, database)`),
    );
  return variables;
}

function labelVariable(name: string, label: string, query: string): Json {
  return {
    type: 'query',
    name,
    label,
    datasource: DATA_SOURCE,
    query: { query, refId: name },
    refresh: ON_TIME_RANGE,
    sort: ASCENDING,
    multi: true,
    includeAll: true,
    allValue: EVERYTHING,
    current: { text: ['All'], value: ['$__all'], selected: true },
    hide: 0,
  };
}
