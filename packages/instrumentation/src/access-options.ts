/** A user of basic authentication. */
export interface BasicAuthUser {
  username: string;
  /** At least 8 characters; treated as secret. */
  password: string;
}

/** Who may see what the HTTP server answers. On loopback nobody needs to log in unless one of these says so. */
export interface AccessOptions {
  /** Tokens of at least 16 characters, for `Authorization: Bearer …` and the page's login; never shown. Default none. */
  bearerToken?: string | readonly string[] | undefined;
  /** Users of basic authentication, each `{ username, password }`; never shown. Default none. */
  basicAuth?: BasicAuthUser | readonly BasicAuthUser[] | undefined;
  /** `protected`: the scrape needs a login too. Default `open`. */
  metrics?: 'open' | 'protected' | undefined;
  /** `protected`: the probes and the health report need a login too; kubelets have none. Default `open`. */
  probes?: 'open' | 'protected' | undefined;
  /** Listen beyond loopback without any login: whoever reaches the port sees everything and changes nothing. Default false. */
  allowAnonymous?: boolean | undefined;
}
