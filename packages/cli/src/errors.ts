/** The codes of `@kotoba/cli`, each with the sentence `docs/errors.md` holds about it. */
export const cliErrorCodes = {
  KOTOBA_CLI_SERVICE: 'A running service could not be asked, or answered with an error.',
  KOTOBA_CLI_USAGE: 'A command was called with something it cannot use.',
} as const;
