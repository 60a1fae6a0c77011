// `holdfast up`: the server, in the foreground.

import type { Command } from 'commander'
import type { Cli } from '../call.ts'
import { passedOnCommand } from '../passed-on.ts'
import { scripts } from '../program-scripts.ts'

export const serverOptions = [
  ['--database <url>', 'postgres://…, memory, or bundled (in the data folder)'],
  ['--data-dir <dir>', 'keys, certificates and the bundled database (default: .holdfast)'],
  ['--trust-ci <file>', 'CI certificate that cards and SM-DP+ are verified to; repeatable'],
  ['--crl <file>', 'revocation list signed by a CI; repeatable'],
  ['--trust-tls <file>', 'CA certificate of SM-DP+ servers’ TLS; repeatable'],
  ['--smdp <address=url>', 'reach an SM-DP+ at another URL than its address; repeatable'],
  ['--log <level>', 'info, warn or error'],
  ['--eim-id <id>', 'the eIM’s id in cards (default: its FQDN)'],
  ['--eim-fqdn <name>', 'the eIM’s name as IPAs reach it'],
] as const

export function upCommand(cli: Cli): Command {
  return passedOnCommand(cli, {
    words: ['up'],
    summary: 'run Holdfast: database, eIM, operator API, console',
    script: scripts.serverScript,
    as: 'up',
    operands: '[options...]',
    options: [
      ['--listen <host:port>', 'operator API and console (default: 127.0.0.1:8080)'],
      ['--esipa-listen <host:port>', 'where IPAs poll, HTTPS (default: 0.0.0.0:8443)'],
      ['--console <dir>', 'the built console (default: the one that came along)'],
      ['--tls-cert <file>', 'certificate of ESipa (default: made at first start)'],
      ['--tls-key <file>', 'its key'],
      ['--hook <url>', 'where operators are asked to help a stranded device'],
      ['--hook-secret <secret>', 'signs these calls (whsec_…, Standard Webhooks)'],
      ['--restored', 'the database was replaced by a backup: counters jump, cards are read'],
      ...serverOptions,
    ],
  })
}
