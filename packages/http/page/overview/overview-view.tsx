import { PanelView } from '../boards/panel-view.tsx';
import { usePage } from '../place/page-context.ts';
import { Changes } from './changes.tsx';
import { Firing } from './firing.tsx';
import { Verdict } from './verdict.tsx';

const SIGNAL_HEIGHT = 130;

/** What somebody needs first: is it well, what fires, the four signals, and what changed. */
export function OverviewView() {
  const { page } = usePage();
  const signals = page.overview.signals.map((panel) => ({ ...panel, width: 8 }));
  const board = page.dashboards[0];
  return (
    <>
      {page.health && <Verdict />}
      <Firing />
      <section aria-label="Signals">
        <h2 class="row-title">Latency, traffic, errors, saturation</h2>
        <div class="grid">
          {signals.map((panel) => (
            <PanelView
              key={panel.title}
              panel={panel}
              height={SIGNAL_HEIGHT}
              {...(board !== undefined && { dashboard: board })}
            />
          ))}
        </div>
      </section>
      <Changes />
    </>
  );
}
