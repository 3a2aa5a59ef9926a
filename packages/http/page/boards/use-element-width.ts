import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The width of an element, and whether it has been near the screen. */
export function useElementWidth<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  const [width, setWidth] = useState(0);
  const [isNear, setNear] = useState(false);
  useLayoutEffect(() => {
    const watched = element.current!;
    setWidth(watched.clientWidth);
    const resized = new ResizeObserver(() => setWidth(watched.clientWidth));
    const seen = new IntersectionObserver((entries) => setNear(entries.at(-1)!.isIntersecting), {
      rootMargin: '200px',
    });
    resized.observe(watched);
    seen.observe(watched);
    return () => {
      resized.disconnect();
      seen.disconnect();
    };
  }, []);
  return { element, width, isNear };
}
