// The commands that ask something of devices: swap, download, enable, disable, delete, set-fallback,
// unset-fallback, audit. All go one way: dry run, show it, confirm with the number of devices, start,
// and with --wait follow it to the end.

import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { Refused } from '../exit-code.ts'
import { repeated } from '../operand.ts'
import type { Wish } from '../start-wish.ts'
import { type StartOptions, startWish } from '../start-wish.ts'
import { filterHelp } from './devices.ts'

export interface ProfileOptions {
  readonly toIccid?: string
  readonly activationCode?: string
  readonly confirmationCode?: string
  readonly fromStock?: string
  readonly profileType?: string
}

export function wishCommands(cli: Cli): readonly Command[] {
  const commands = [
    profileCommand(cli, 'swap', 'bring a profile, enable it, and see the device serve on it'),
    profileCommand(cli, 'download', 'bring a profile without enabling it'),
    iccidCommand(cli, 'enable', 'enable a profile that is on the card'),
    iccidCommand(cli, 'disable', 'disable a profile'),
    iccidCommand(cli, 'delete', 'delete a profile'),
    iccidCommand(cli, 'set-fallback', 'make a profile the fallback'),
    plainCommand(cli, 'unset-fallback', 'no profile is the fallback any more'),
  ]
  return commands
}

/** `holdfast audit-card`: the wish `audit`, apart from `holdfast audit export|verify`. */
export function readCommand(cli: Cli): Command {
  return plainCommand(cli, 'audit', 'read the card: what is really on it, signed by the card')
}

function profileCommand(cli: Cli, kind: 'swap' | 'download', words: string): Command {
  const command = wishCommand(kind, words)
  if (kind === 'swap') command.option('--to-iccid <iccid>', 'a profile that is on the card')
  return command
    .option('--from-stock <operator>', 'one activation code per device from the stock')
    .option('--profile-type <type>', 'with --from-stock: only of this type')
    .option('--activation-code <code>', 'LPA:1$…, for one device')
    .option('--confirmation-code <code>', 'with --activation-code')
    .action(
      act<StartOptions & ProfileOptions>(cli, (call) => {
        return startWish(call, { kind, profile: choiceOf(call.options) })
      }),
    )
}

function iccidCommand(
  cli: Cli,
  kind: 'enable' | 'disable' | 'delete' | 'set-fallback',
  words: string,
): Command {
  return wishCommand(kind, words)
    .requiredOption('--iccid <iccid>', 'which profile')
    .action(
      act<StartOptions & { iccid: string }>(cli, (call) => {
        return startWish(call, { kind, iccid: call.options.iccid })
      }),
    )
}

function plainCommand(cli: Cli, kind: 'unset-fallback' | 'audit', words: string): Command {
  return wishCommand(kind, words).action(
    act<StartOptions>(cli, (call) => startWish(call, { kind })),
  )
}

function wishCommand(kind: string, words: string): Command {
  return new Command(kind)
    .description(words)
    .argument('[eid...]', 'devices; or give --filter')
    .option(
      '--filter <filter>',
      'devices by filter, e.g. "country:DE open:no"; "" is all',
      repeatedOnce,
    )
    .option('--reason <text>', 'why, for the log', '')
    .option('--deadline <span>', 'expires when not begun within, e.g. 7d')
    .option('--require <check>', 'this must be known: memory, line, apn …; repeatable', repeated)
    .option('--dry-run', 'only show what it would do')
    .option('--yes', 'do not ask')
    .option('--wait', 'wait until it is over')
    .option('--timeout <span>', 'with --wait: at most so long', '24h')
    .option('--idempotency-key <key>', 'repeat with the same key without starting twice')
    .addHelpText('after', `\n${filterHelp}`)
}

function repeatedOnce(value: string, before: string | undefined): string {
  if (before === undefined) return value
  throw new Refused('bad-option', '--filter is given twice', 'put all terms into one filter')
}

function choiceOf(options: ProfileOptions): Extract<Wish, { kind: 'swap' }>['profile'] {
  const { toIccid, activationCode, confirmationCode, fromStock, profileType } = options
  const given = [toIccid, activationCode, fromStock].filter((value) => value !== undefined)
  if (given.length !== 1) {
    const why = 'which profile? exactly one of them must be given'
    throw new Refused('bad-option', why, '--from-stock OPERATOR, --activation-code or --to-iccid')
  }
  if (toIccid !== undefined) return { kind: 'iccid', iccid: toIccid }
  if (fromStock !== undefined) {
    const type = profileType === undefined ? {} : { profileType }
    return { kind: 'stock', operator: fromStock, ...type }
  }
  const secret = confirmationCode === undefined ? {} : { confirmationCode }
  return { kind: 'activation-code', activationCode: activationCode ?? '', ...secret }
}
