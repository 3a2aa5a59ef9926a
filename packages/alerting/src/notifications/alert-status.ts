/** What stands between an alert and its messages now. */
export interface AlertStatus {
  /** Ids of the active silences that match it. */
  readonly silencedBy: readonly string[];
  /** Fingerprint of the firing alert that inhibits it, if one does. */
  readonly inhibitedBy: readonly string[];
  /** Names of the receivers the routing tree sends it to, each once. */
  readonly receivers: readonly string[];
}
