import { AlertList } from '../alerts/alert-list.tsx';
import { useAlerts } from '../alerts/use-alerts.ts';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';

/** What fires, and since when; what is pending comes after it. */
export function Firing() {
  const { page, place } = usePage();
  const { alerts, error, reload } = useAlerts();
  const firing = alerts?.filter(({ state }) => state === 'firing') ?? [];
  const pending = alerts?.filter(({ state }) => state === 'pending') ?? [];
  return (
    <section class="firing" aria-label="Alerts">
      <h2 class="row-title">
        {alerts === undefined ? 'Alerts' : headline(firing.length, pending.length)}{' '}
        <a href={formatPlace(placeAt(place, ['alerts']))}>All alerts</a>
      </h2>
      {error !== undefined && (
        <p class="problem" role="alert">
          {error}
        </p>
      )}
      {!page.alerting && alerts?.length === 0 && <p class="empty">No alert rules are evaluated.</p>}
      <AlertList alerts={[...firing, ...pending]} onChange={reload} />
    </section>
  );
}

function headline(firing: number, pending: number): string {
  const fires = firing === 0 ? 'No alert fires' : `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}`;
  return pending === 0 ? fires : `${fires}, ${pending} pending`;
}
