import { useEffect, useState } from 'preact/hooks';
import { formatPlace, type Place, parsePlace } from './place.ts';

/** Goes to a place; `replace` leaves no step in the browser's history. */
export type Go = (place: Place, how?: { replace?: boolean }) => void;

export const go: Go = (place, { replace = false } = {}) => {
  const hash = formatPlace(place);
  if (hash === location.hash) return;
  if (replace) {
    history.replaceState(null, '', hash);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = hash;
  }
};

/** Where somebody is; renders anew when that changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const follow = () => setPlace(parsePlace(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
