import type { Dashboard, Panel } from '@kotoba/dashboards';
import { useEffect, useRef, useState } from 'preact/hooks';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { copyText } from './copy-text.ts';

/** What can be done with a panel. */
export function PanelMenu({
  panel,
  dashboard,
  queries,
  asTable,
  onTable,
}: {
  readonly panel: Panel;
  readonly dashboard: Dashboard | undefined;
  readonly queries: readonly string[];
  readonly asTable: boolean;
  readonly onTable: () => void;
}) {
  const { page, place, range } = usePage();
  const [said, setSaid] = useState('');
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) menu.current?.removeAttribute('open');
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, []);
  const done = (text: string) => {
    setSaid(text);
    menu.current?.removeAttribute('open');
    menu.current?.querySelector('summary')?.focus();
  };
  const copy = async () =>
    done((await copyText(queries.join('\n'))) ? 'Copied.' : 'The browser does not let pages copy.');
  return (
    <>
      <span class="said" role="status">
        {said}
      </span>
      <details
        ref={menu}
        class="menu"
        onKeyDown={(event) => event.key === 'Escape' && done('')}
        onToggle={() => menu.current?.open && setSaid('')}
      >
        <summary aria-label={`What to do with “${panel.title}”`}>⋯</summary>
        <div>
          <button
            type="button"
            onClick={() => {
              onTable();
              done('');
            }}
          >
            {asTable ? 'Values as chart' : 'Values as table'}
          </button>
          <button type="button" onClick={copy}>
            Copy as PromQL
          </button>
          <a href={formatPlace(placeAt(place, ['explore'], { expr: [...queries] }))}>Explore</a>
          {page.grafanaUrl !== undefined && dashboard !== undefined && (
            <a href={grafanaLink(page.grafanaUrl, dashboard, range)} target="_blank" rel="noreferrer">
              Open in Grafana
            </a>
          )}
        </div>
      </details>
    </>
  );
}

/** The same dashboard and range in Grafana, by the uid dashboards are exported with. */
function grafanaLink(
  grafanaUrl: string,
  { name }: Dashboard,
  { from, to }: { from: string; to: string },
): string {
  const parameters = new URLSearchParams({ from, to });
  return `${grafanaUrl.replace(/\/$/, '')}/d/kotoba-${name}?${parameters}`;
}
