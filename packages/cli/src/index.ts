export { cliErrorCodes } from './errors.ts';
export { run } from './run.ts';
export { EXIT, type ExitCode, type Terminal } from './terminal.ts';
