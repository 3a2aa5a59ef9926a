import { usePage } from '../place/page-context.ts';
import { withParameters } from '../place/place.ts';
import { go } from '../place/use-place.ts';
import { momentText } from '../time/moments.ts';
import { isLive, moved, QUICK_RANGES, type TimeRange, zoomedOut } from '../time/time-range.ts';

const FIXED = 'fixed';
const CUSTOM = 'custom';

/** Which time the page shows, and whether it goes on with it. */
export function TimeControls({
  isPaused,
  onPause,
}: {
  readonly isPaused: boolean;
  readonly onPause: () => void;
}) {
  const { place, range, resolved } = usePage();
  const show = (next: TimeRange) => go(withParameters(place, { ...next }));
  const quick = isLive(range) ? QUICK_RANGES.find(({ from }) => from === range.from) : undefined;
  const fixedText = `${momentText(resolved.start)} – ${momentText(resolved.end)}`;
  return (
    <fieldset class="time" aria-label="Time range">
      <button type="button" aria-label="Half a range back" onClick={() => show(moved(resolved, -0.5))}>
        ‹
      </button>
      <select
        aria-label="Range"
        value={quick?.from ?? (isLive(range) ? CUSTOM : FIXED)}
        onChange={(event) => show({ from: event.currentTarget.value, to: 'now' })}
      >
        {QUICK_RANGES.map(({ label, from }) => (
          <option key={from} value={from}>
            Last {label}
          </option>
        ))}
        {!isLive(range) && <option value={FIXED}>{fixedText}</option>}
        {isLive(range) && quick === undefined && <option value={CUSTOM}>{range.from} – now</option>}
      </select>
      <button type="button" aria-label="Half a range on" onClick={() => show(moved(resolved, 0.5))}>
        ›
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => show(zoomedOut(resolved))}>
        −
      </button>
      {isLive(range) ? (
        <button type="button" aria-pressed={!isPaused} onClick={onPause} class="live">
          {isPaused ? 'Paused' : 'Live'}
        </button>
      ) : (
        <button type="button" onClick={() => show({ from: 'now-1h', to: 'now' })} class="live">
          Go live
        </button>
      )}
    </fieldset>
  );
}
