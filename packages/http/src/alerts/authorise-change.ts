/** Whether who asks may change something. */
export type AuthoriseChange = (request: Request) => boolean | Promise<boolean>;
