import { isLoopback } from '@kotoba/http';
import * as z from 'zod';

const whole = (message: string) => ({ error: message });
const token = z
  .string(whole('expected a text'))
  .min(16, 'expected at least 16 characters')
  .regex(/^[\x21-\x7e]*$/, 'expected printable ASCII without spaces');
const user = z.strictObject({
  username: z
    .string()
    .min(1)
    .regex(/^[^:]*$/, 'expected a name without a colon'),
  password: z.string().min(8, 'expected at least 8 characters'),
});
const door = z.enum(['open', 'protected']).default('open');

function listed<T extends z.ZodType>(one: T) {
  return z
    .preprocess(
      (value) => (value === undefined || Array.isArray(value) ? value : [value]),
      z.array(one).optional(),
    )
    .transform((values) => values ?? []);
}

/** Checks and defaults of `AccessOptions`. */
export const accessSchema = z.strictObject({
  bearerToken: listed(token),
  basicAuth: listed(user),
  metrics: door,
  probes: door,
  allowAnonymous: z.boolean().default(false),
});

/** What is wrong with listening beyond loopback without a login; undefined when nothing is. */
export function accessProblem({
  prometheus,
  access,
}: {
  readonly prometheus: { readonly enabled: boolean; readonly host: string };
  readonly access: z.output<typeof accessSchema>;
}): string | undefined {
  const isReachable = prometheus.enabled && !isLoopback(prometheus.host);
  if (!isReachable || access.allowAnonymous) return undefined;
  if (access.bearerToken.length + access.basicAuth.length > 0) return undefined;
  return `access: expected bearerToken or basicAuth (or KOTOBA_HTTP_BEARER_TOKEN), as prometheus.host ${JSON.stringify(prometheus.host)} can be reached from other machines; allowAnonymous: true goes without`;
}
