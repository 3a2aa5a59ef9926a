import type { Context } from 'hono';
import type * as z from 'zod';
import { isSameOrigin } from '../access/same-origin.ts';
import { ApiError } from '../api/api-error.ts';
import type { AuthoriseChange } from './authorise-change.ts';

/** The longest body of a change. */
const MOST_BYTES = 1024 * 1024;

/**
 * Refuses a request that changes something when it comes from a page of another origin, or from somebody who may not. A
 * page of another origin can neither send JSON nor use DELETE without asking first, which nobody here answers; its
 * `Origin` and `Sec-Fetch-Site` are looked at besides.
 * @throws {ApiError} with status 403 or 415
 */
export async function guardChange({ req }: Context, authorise: AuthoriseChange | undefined): Promise<void> {
  if (!isSameOrigin(req.raw)) throw new ApiError('forbidden', 'expected a request of the same origin');
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (req.method === 'POST' && type !== 'application/json')
    throw new ApiError('unsupported', `expected the content type application/json, got ${type ?? 'none'}`);
  if (authorise !== undefined && !(await authorise(req.raw)))
    throw new ApiError('forbidden', 'expected a request that is authorised to change alerts');
}

/** The body of a request, checked. @throws {ApiError} bad_data, with every problem */
export async function readBody<Schema extends z.ZodType>(
  { req }: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const length = Number(req.header('content-length') ?? 0);
  if (!(length <= MOST_BYTES))
    throw new ApiError('bad_data', `expected a body of at most ${MOST_BYTES} bytes`);
  const text = await readText(req.raw);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ApiError('bad_data', 'expected a body of valid JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new ApiError('bad_data', problems.join('; '));
}

/** Reads no more than it may, whatever the headers said. */
async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new ApiError('bad_data', `expected a body of at most ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
