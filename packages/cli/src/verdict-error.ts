/** What was asked for was done and told, and the answer is no. */
export class VerdictError extends Error {}
