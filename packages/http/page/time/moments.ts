const UNITS: readonly (readonly [seconds: number, letter: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** A length of time in its two largest units: `2 h 5 min`. */
export function lengthText(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, letter] of UNITS) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count} ${letter}`);
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A moment as the reader's place writes it, to the second; with the date unless it is today. */
export function momentText(seconds: number, nowSeconds = Date.now() / 1_000): string {
  const moment = new Date(seconds * 1_000);
  const time = moment.toLocaleTimeString(undefined, { hour12: false });
  const isToday = moment.toDateString() === new Date(nowSeconds * 1_000).toDateString();
  return isToday ? time : `${moment.toLocaleDateString()} ${time}`;
}
