/** An address without the credentials it held, and those as a header's value. */
export interface SplitAddress {
  readonly url: URL;
  /** `Basic …`; undefined when the address held none. A secret. */
  readonly authorization: string | undefined;
}

/**
 * Takes user and password out of an address: `fetch` refuses such addresses, and they would be shown where addresses are.
 * @throws {TypeError} when the text is no address
 */
export function splitCredentials(address: string): SplitAddress {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url, authorization: undefined };
  const credentials = `${decode(username)}:${decode(password)}`;
  return { url, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** What is not encoded as addresses are stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
