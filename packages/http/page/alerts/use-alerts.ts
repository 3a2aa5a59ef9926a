import { useState } from 'preact/hooks';
import { notifiedAlerts, ruleAlerts } from '../api/alerts.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useNow } from '../time/clock.tsx';
import { type KnownAlert, matchAlerts } from './match-alerts.ts';

/** The alerts there are now, asked for again with every tick and after `reload()`. */
export function useAlerts(): {
  readonly alerts: readonly KnownAlert[] | undefined;
  readonly error: string | undefined;
  readonly reload: () => void;
} {
  const now = useNow();
  const [version, setVersion] = useState(0);
  const { data, error } = useAnswer(
    async (signal) => {
      const [ofRules, notified] = await Promise.all([ruleAlerts(signal), notifiedAlerts(signal)]);
      return matchAlerts(ofRules, notified, Date.now() / 1_000);
    },
    { key: `${now} ${version}` },
  );
  return { alerts: data, error, reload: () => setVersion((last) => last + 1) };
}
