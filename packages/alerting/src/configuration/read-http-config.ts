import { ConfigReader, type KnownFields } from './config-reader.ts';
import { type ReadSecretFile, readSecret } from './read-secret.ts';

/** How a channel's requests are made. */
export interface HttpSettings {
  /** Secrets may stand in them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly followRedirects?: boolean;
}

const OWN_CERTIFICATES = 'set NODE_EXTRA_CA_CERTS for certificates of your own';
const HTTP_FIELDS: KnownFields = {
  authorization: true,
  basic_auth: true,
  bearer_token: true,
  bearer_token_file: true,
  follow_redirects: true,
  enable_http2: true,
  tls_config: OWN_CERTIFICATES,
  proxy_url: 'requests are made without a proxy',
  no_proxy: 'requests are made without a proxy',
  proxy_from_environment: 'requests are made without a proxy',
  proxy_connect_header: 'requests are made without a proxy',
  oauth2: 'use authorization or basic_auth',
};

/** Reads `http_config`. Source: https://prometheus.io/docs/alerting/latest/configuration/#http_config */
export function readHttpConfig(parent: ConfigReader, readFile: ReadSecretFile): HttpSettings | undefined {
  if (!parent.has('http_config')) return undefined;
  const reader = new ConfigReader(parent.source, parent.get('http_config'), '"http_config"', HTTP_FIELDS);
  reader.boolean('enable_http2');
  const given = ['authorization', 'basic_auth', 'bearer_token', 'bearer_token_file'].filter((name) =>
    reader.has(name),
  );
  if (given.length > 1)
    reader.problem(given[1], `expected at most one of authorization, basic_auth and bearer_token`);
  const authorization = readAuthorization(reader, readFile);
  const followRedirects = reader.boolean('follow_redirects');
  return {
    ...(authorization !== undefined && { headers: { authorization } }),
    ...(followRedirects !== undefined && { followRedirects }),
  };
}

function readAuthorization(reader: ConfigReader, readFile: ReadSecretFile): string | undefined {
  const bearer = readSecret(reader, 'bearer_token', readFile);
  if (bearer !== undefined) return `Bearer ${bearer}`;
  if (reader.has('basic_auth')) {
    const basic = new ConfigReader(reader.source, reader.get('basic_auth'), '"basic_auth"', {
      username: true,
      password: true,
      password_file: true,
    });
    const pair = `${basic.text('username') ?? ''}:${readSecret(basic, 'password', readFile) ?? ''}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  if (!reader.has('authorization')) return undefined;
  const fields = { type: true, credentials: true, credentials_file: true } as const;
  const scheme = new ConfigReader(reader.source, reader.get('authorization'), '"authorization"', fields);
  const type = scheme.text('type') ?? 'Bearer';
  if (type.toLowerCase() === 'basic') scheme.problem('type', 'expected "basic_auth" for Basic authorization');
  const credentials = readSecret(scheme, 'credentials', readFile);
  return credentials === undefined ? undefined : `${type} ${credentials}`;
}
