/** How the page looks: as the system does, or as somebody chose. */
export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'kotoba-theme';

/** The theme somebody chose before. */
export function storedTheme(): Theme {
  const stored = readStored(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

/** Shows a theme from now on, and tells the charts, which draw with colours of their own. */
export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  writeStored(KEY, theme);
  dispatchEvent(new Event('themechange'));
}

/** What the browser kept under a name; it may be told to keep nothing. */
export function readStored(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text under a name, where the browser allows it. */
export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {}
}
