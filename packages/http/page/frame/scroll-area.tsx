import type { ComponentChildren } from 'preact';

/** What may be larger than its place; it can be scrolled by keyboard, and is announced by its name. */
export function ScrollArea({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}
