import { useState } from 'preact/hooks';
import { usePage } from '../place/page-context.ts';
import { lengthText, momentText } from '../time/moments.ts';
import { AcknowledgeDialog } from './acknowledge-dialog.tsx';
import { Explanation } from './explanation.tsx';
import type { KnownAlert } from './match-alerts.ts';
import { SilenceDialog } from './silence-dialog.tsx';

/** In a storm nobody reads more than this, and a page of thousands is slow; the worst come first. */
const MOST_ALERTS = 100;

/** Alerts, each with what can be done about it. */
export function AlertList({
  alerts,
  onChange,
}: {
  readonly alerts: readonly KnownAlert[];
  readonly onChange: () => void;
}) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? alerts : alerts.slice(0, MOST_ALERTS);
  return (
    <>
      <ul class="alerts">
        {shown.map((alert) => (
          <AlertItem key={JSON.stringify(alert.labels)} alert={alert} onChange={onChange} />
        ))}
      </ul>
      {alerts.length > MOST_ALERTS && (
        <button type="button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? `Show the first ${MOST_ALERTS}` : `Show all ${alerts.length} alerts`}
        </button>
      )}
    </>
  );
}

function AlertItem({ alert, onChange }: { readonly alert: KnownAlert; readonly onChange: () => void }) {
  const { page } = usePage();
  const [open, setOpen] = useState<'explanation' | 'acknowledge' | 'silence'>();
  const { labels, annotations, state, since, notified } = alert;
  const { alertname, severity, ...others } = labels;
  const acknowledged = notified?.acknowledgedBy;
  const canTell = page.mayChange && notified !== undefined;
  const closed = (isChanged: boolean) => {
    setOpen(undefined);
    if (isChanged) onChange();
  };
  return (
    <li class="alert" data-state={state} data-severity={severity ?? 'none'} data-alert={alertname}>
      <div class="alert-head">
        <b class="state">{state}</b>
        {severity !== undefined && <span class="severity">{severity}</span>}
        <strong>{alertname}</strong>
        <span title={momentText(since)}>for {lengthText(Date.now() / 1_000 - since)}</span>
        {Object.entries(others).map(([name, value]) => (
          <code key={name}>
            {name}={value}
          </code>
        ))}
      </div>
      {[annotations.summary, annotations.description].map(
        (text) => text !== undefined && text !== '' && <p key={text}>{text}</p>,
      )}
      {acknowledged !== undefined && (
        <p class="taken">
          Taken on by {acknowledged.by} at {momentText(Date.parse(acknowledged.at) / 1_000)}
          {acknowledged.comment !== '' && `: ${acknowledged.comment}`}
        </p>
      )}
      {(notified?.silencedBy.length ?? 0) > 0 && <p class="taken">Silenced.</p>}
      {(notified?.inhibitedBy.length ?? 0) > 0 && <p class="taken">Inhibited by another alert.</p>}
      <div class="actions">
        {canTell && acknowledged === undefined && (
          <button type="button" onClick={() => setOpen('acknowledge')}>
            Acknowledge
          </button>
        )}
        {page.mayChange && (
          <button type="button" onClick={() => setOpen('silence')}>
            Silence
          </button>
        )}
        <button
          type="button"
          aria-expanded={open === 'explanation'}
          onClick={() => setOpen(open === 'explanation' ? undefined : 'explanation')}
        >
          Explain
        </button>
        {safeLink(annotations.runbook_url) && (
          <a href={annotations.runbook_url} target="_blank" rel="noreferrer">
            Runbook
          </a>
        )}
      </div>
      {open === 'explanation' && <Explanation alert={alert} />}
      {open === 'acknowledge' && <AcknowledgeDialog labels={notified!.labels} onClose={closed} />}
      {open === 'silence' && <SilenceDialog labels={notified?.labels ?? labels} onClose={closed} />}
    </li>
  );
}

/** Annotations may say anything; only an address of the web is a link. */
function safeLink(address: string | undefined): boolean {
  return address !== undefined && /^https?:\/\//i.test(address);
}
