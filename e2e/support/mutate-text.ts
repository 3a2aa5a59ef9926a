import { seededRandom } from './seeded-random.ts';

/** Whole numbers below `n`, the same at every run of one seed. */
export function randomBelow(seed: number): (n: number) => number {
  const random = seededRandom(seed);
  return (n) => Math.floor(random() * n);
}

/** What one text is changed with: pieces that mean something in its language, and texts to paste from. */
export interface MutationMaterial {
  readonly pieces: readonly string[];
  readonly corpus: readonly string[];
}

/** `text` with one to four cuts, repetitions, swaps, inserted pieces and pastes from other texts. */
export function mutateText(
  text: string,
  { pieces, corpus }: MutationMaterial,
  below: (n: number) => number,
): string {
  let mutated = text;
  for (let changes = 1 + below(1 + below(4)); changes > 0; changes--) {
    const from = below(mutated.length + 1);
    const to = Math.min(mutated.length, from + below(20));
    const [before, cut, after] = [mutated.slice(0, from), mutated.slice(from, to), mutated.slice(to)];
    const other = corpus[below(corpus.length)]!;
    const start = below(other.length + 1);
    mutated = [
      () => before + after,
      () => before + pieces[below(pieces.length)] + cut + after,
      () => before + cut.repeat(1 + below(5)) + after,
      () => before + other.slice(start, start + below(60)) + after,
      () => before + [...cut].reverse().join('') + after,
      () => before + String.fromCodePoint(below(0xd7ff)) + cut + after,
    ][below(6)]!();
  }
  return mutated;
}
