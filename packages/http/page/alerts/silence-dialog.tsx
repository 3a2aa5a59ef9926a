import { silence } from '../api/alerts.ts';
import type { LabelRecord } from '../api/queries.ts';
import { Dialog } from './dialog.tsx';
import { readWho, Who } from './who.tsx';

const LENGTHS = [
  { text: '30 minutes', seconds: 1_800 },
  { text: '1 hour', seconds: 3_600 },
  { text: '4 hours', seconds: 14_400 },
  { text: '1 day', seconds: 86_400 },
  { text: '1 week', seconds: 604_800 },
] as const;

/** Keeps alerts with the labels that stay ticked from being told for a while. */
export function SilenceDialog({
  labels,
  onClose,
}: {
  readonly labels: LabelRecord;
  readonly onClose: (isDone: boolean) => void;
}) {
  const submit = (form: FormData) => {
    const matchers = form.getAll('label').map((name) => ({
      name: String(name),
      value: labels[String(name)] ?? '',
      isRegex: false,
      isEqual: true,
    }));
    const { by, comment } = readWho(form);
    return silence(matchers, Number(form.get('seconds')), by, comment);
  };
  return (
    <Dialog title={`Silence ${labels.alertname}`} action="Silence" onClose={onClose} onSubmit={submit}>
      <fieldset>
        <legend>Every alert with all of</legend>
        {Object.entries(labels).map(([name, value]) => (
          <label key={name} class="line">
            <input type="checkbox" name="label" value={name} defaultChecked />{' '}
            <code>
              {name}={value}
            </code>
          </label>
        ))}
      </fieldset>
      <label>
        For
        <select name="seconds" defaultValue="3600">
          {LENGTHS.map(({ text, seconds }) => (
            <option key={seconds} value={seconds}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Who />
    </Dialog>
  );
}
