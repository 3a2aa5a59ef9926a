import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { DatabaseChoice } from './database-choice.tsx';
import { PanelView } from './panel-view.tsx';

/** All dashboards to choose from, and the one chosen. */
export function BoardView({ name }: { readonly name: string | undefined }) {
  const { page, place } = usePage();
  const dashboard = page.dashboards.find((one) => one.name === name) ?? page.dashboards[0];
  if (dashboard === undefined) return <p>There are no dashboards.</p>;
  const asksDatabase = dashboard.rows.some(({ panels }) =>
    panels.some(({ queries }) => queries.some(({ query }) => query.includes('@database'))),
  );
  return (
    <>
      <nav class="tabs" aria-label="Dashboards">
        {page.dashboards.map((one) => (
          <a
            key={one.name}
            href={formatPlace(placeAt(place, ['boards', one.name]))}
            aria-current={one === dashboard ? 'page' : undefined}
          >
            {one.title}
          </a>
        ))}
      </nav>
      <div class="board-head">
        <h2>{dashboard.title}</h2>
        <p>{dashboard.description}</p>
        {asksDatabase && <DatabaseChoice />}
        <a class="quiet" href={`dashboards/${dashboard.name}.json`} download>
          JSON for Grafana
        </a>
      </div>
      {dashboard.rows.map((row) => (
        <section key={`${dashboard.name} ${row.title}`} aria-label={row.title}>
          <h2 class="row-title">{row.title}</h2>
          <div class="grid">
            {row.panels.map((panel) => (
              <PanelView key={panel.title} panel={panel} dashboard={dashboard} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
