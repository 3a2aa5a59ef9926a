import { type Exposition, parseExposition } from './exposition.ts';
import { waitFor } from './wait-for.ts';

/** What a running registration serves, asked for anew each time. */
export class Scraped {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async text(): Promise<string> {
    return (await fetch(this.#url, { signal: AbortSignal.timeout(20_000) })).text();
  }

  async all(): Promise<Exposition> {
    return parseExposition(await this.text());
  }

  /** Value of the first series with these labels; undefined where there is none. */
  async value(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const { samples } = await this.all();
    const matches = (given: Readonly<Record<string, string>>) =>
      Object.entries(labels).every(([key, value]) => given[key] === value);
    return samples.find((sample) => sample.name === name && matches(sample.labels))?.value;
  }

  /** Waits until the series is there and as it should be; answers its value. */
  async until(
    name: string,
    labels: Readonly<Record<string, string>>,
    isRight: (value: number) => boolean = () => true,
  ): Promise<number> {
    let value: number | undefined;
    const what = `${name}${JSON.stringify(labels)}`;
    const found = await waitFor(what, async () => {
      value = await this.value(name, labels);
      return value !== undefined && isRight(value) ? { value } : undefined;
    });
    return found.value;
  }
}
