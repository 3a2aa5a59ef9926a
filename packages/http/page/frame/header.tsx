import { useState } from 'preact/hooks';
import { usePage } from '../place/page-context.ts';
import { formatPlace, placeAt } from '../place/place.ts';
import { applyTheme, storedTheme, type Theme } from './theme.ts';
import { TimeControls } from './time-controls.tsx';

/** Where to go, and which time to look at. */
export function Header({
  view,
  isPaused,
  onPause,
}: {
  readonly view: string;
  readonly isPaused: boolean;
  readonly onPause: () => void;
}) {
  const { page, place } = usePage();
  const views = [
    { name: 'overview', path: [], text: 'Overview', isThere: true },
    { name: 'boards', path: ['boards'], text: 'Dashboards', isThere: page.dashboards.length > 0 },
    { name: 'alerts', path: ['alerts'], text: 'Alerts', isThere: true },
    { name: 'health', path: ['health'], text: 'Health', isThere: page.health },
    { name: 'explore', path: ['explore'], text: 'Explore', isThere: true },
  ];
  return (
    <header class="top">
      <h1>
        <img src="assets/icon.svg" alt="" width="20" height="20" /> {page.service}
      </h1>
      <nav aria-label="Views">
        {views
          .filter(({ isThere }) => isThere)
          .map(({ name, path, text }) => (
            <a
              key={name}
              href={formatPlace(placeAt(place, path))}
              aria-current={name === view ? 'page' : undefined}
            >
              {text}
            </a>
          ))}
      </nav>
      <TimeControls isPaused={isPaused} onPause={onPause} />
      <ThemeChoice />
    </header>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <select
      aria-label="Colours"
      value={theme}
      onChange={(event) => {
        const chosen = event.currentTarget.value as Theme;
        applyTheme(chosen);
        setTheme(chosen);
      }}
    >
      <option value="auto">Auto</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
