import { type Notification, subjectOf } from '../../notifications/notification.ts';
import type { Channel } from '../channel.ts';

/** Options of {@link consoleChannel}. */
export interface ConsoleChannelOptions {
  /** Where the lines go. @default the standard output */
  readonly write?: (line: string) => void;
}

/** Prints each message: for development. */
export function consoleChannel({ write = toStandardOutput }: ConsoleChannelOptions = {}): Channel {
  return {
    type: 'console',
    sendResolved: true,
    async send(notification: Notification) {
      const alerts = notification.alerts.map(
        ({ status, labels, annotations }) =>
          `  ${status} ${printable(String(labels))} ${printable(annotations.summary ?? annotations.description ?? '')}`,
      );
      write([printable(subjectOf(notification)), ...alerts].join('\n'));
      return undefined;
    },
  };
}

function toStandardOutput(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Without control characters, which a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{fffd}');
}
