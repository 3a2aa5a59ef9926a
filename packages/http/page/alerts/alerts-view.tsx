import { AlertList } from './alert-list.tsx';
import { Deliveries } from './deliveries.tsx';
import { Rules } from './rules.tsx';
import { Silences } from './silences.tsx';
import { useAlerts } from './use-alerts.ts';

/** Everything about alerts: which there are, silences, rules, and what was sent. */
export function AlertsView() {
  const { alerts, error, reload } = useAlerts();
  return (
    <>
      <section aria-label="Alerts">
        <h2 class="row-title">Alerts</h2>
        {error !== undefined && (
          <p class="problem" role="alert">
            {error}
          </p>
        )}
        {alerts?.length === 0 && <p class="empty">No alert is pending or fires.</p>}
        <AlertList alerts={alerts ?? []} onChange={reload} />
      </section>
      <Silences alerts={alerts} onChange={reload} />
      <Rules />
      <Deliveries />
    </>
  );
}
