import { acknowledge } from '../api/alerts.ts';
import type { LabelRecord } from '../api/queries.ts';
import { Dialog } from './dialog.tsx';
import { readWho, Who } from './who.tsx';

/** Says that somebody has taken an alert on. */
export function AcknowledgeDialog({
  labels,
  onClose,
}: {
  readonly labels: LabelRecord;
  readonly onClose: (isDone: boolean) => void;
}) {
  return (
    <Dialog
      title={`Take on ${labels.alertname}`}
      action="Acknowledge"
      onClose={onClose}
      onSubmit={(form) => {
        const { by, comment } = readWho(form);
        return acknowledge(labels, by, comment);
      }}
    >
      <Who />
    </Dialog>
  );
}
