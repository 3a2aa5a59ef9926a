import { expect, it } from '@jest/globals';
import { KotobaError, ManualClock } from '@kotoba/core';
import { parseAlertmanagerConfig } from './alertmanager-config.ts';

const MARK = 'PLANTED';
const SECRET = `x/${MARK}.y`;
const TEXT = `
global:
  smtp_smarthost: mail:25
  smtp_from: a@b
  smtp_auth_password: "${SECRET}"
  slack_api_url: https://hooks.example/${SECRET}
  http_config: { authorization: { credentials: '${SECRET}' } }
route:
  receiver: ops
  group_wait: 1s
receivers:
  - name: ops
    slack_configs: [{ api_url: 'https://hooks.example/${SECRET}', channel: '#a' }]
    email_configs: [{ to: a@b, auth_password: ${SECRET} }]
    pagerduty_configs:
      - routing_key: ${SECRET}
        url: https://pagerduty.example/${SECRET}
    webhook_configs:
      - url: 'https://x/${SECRET}'
        hmac_secret: ${SECRET}
        http_config: { basic_auth: { username: a, password: "${SECRET}" } }
`;
const MUTATIONS = 2_000;
const INSERTED = [...':-{}[],"\'#&*!|>%@`\\ \n\t'];

/** Numbers that are the same for every run. */
function numbers(): (below: number) => number {
  let state = 42;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it('says nothing of the secrets of a file that is broken in whatever way', () => {
  const random = numbers();
  let refused = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    let text = TEXT;
    for (let n = 1 + random(3); n > 0; n--) {
      const at = random(text.length);
      const inserted = random(2) === 0 ? INSERTED[random(INSERTED.length)]! : '';
      text = text.slice(0, at) + inserted + text.slice(at + random(3));
    }
    try {
      parseAlertmanagerConfig(text, {
        file: 'am.yml',
        clock: new ManualClock(),
        readSecretFile: () => SECRET,
      });
    } catch (error) {
      expect(error).toBeInstanceOf(KotobaError);
      expect((error as KotobaError).message).not.toContain(MARK);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(MUTATIONS / 3);
}, 60_000);
