import type { Command } from 'commander';
import { ServiceClient } from './service-client.ts';

const DEFAULT_URL = 'http://127.0.0.1:9090';

/** Gives a command the options that say which service to ask. */
export function withService(command: Command): Command {
  return command
    .option('--url <address>', `address of the running service (default: KOTOBA_URL, else ${DEFAULT_URL})`)
    .addHelpText('after', '\nA bearer token is taken from the variable KOTOBA_TOKEN.');
}

/** The service a command's options name. */
export function serviceOf(
  options: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): ServiceClient {
  const url = (options.url as string | undefined) ?? (environment.KOTOBA_URL || DEFAULT_URL);
  return new ServiceClient({ url, token: environment.KOTOBA_TOKEN || undefined });
}
