/**
 * Whether an `Accept` header asks for `application/health+json` by name, and for plain JSON no more than for that.
 * Source: RFC 9110, section 12.5.1.
 */
export function prefersHealthJson(header: string | null): boolean {
  if (header === null) return false;
  const weights = new Map<string, number>();
  for (const range of header.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(type, weight === undefined ? 1 : Number(weight));
  }
  const draft = weights.get('application/health+json') ?? 0;
  const plain = weights.get('application/json') ?? 0;
  return draft > 0 && draft >= plain;
}
