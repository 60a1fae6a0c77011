// `holdfast country-rules list|show|set|remove`: what a tenant states of countries.

import { readFileSync } from 'node:fs'
import type { ReplyOf, ShapeOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import type { StatedRuleShape } from '@holdfast/api/shapes/country-rule.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes, Refused } from '../exit-code.ts'
import { parseCount, repeated } from '../operand.ts'
import { formatTable } from '../table.ts'
import { formatAge } from '../time-words.ts'

type StatedRule = ShapeOf<typeof StatedRuleShape>
type Listed = ReplyOf<RouteNamed<'listCountryRules'>>
type OneCountry = Listed['items'][number]

export function countryRulesCommand(cli: Cli): Command {
  const rules = new Command('country-rules').description(
    'what countries ask for: operators, quiet hours, changes a day, approvals',
  )
  for (const command of [listCommand(cli), showCommand(cli), setCommand(cli), removeCommand(cli)]) {
    rules.addCommand(command)
  }
  return rules
}

function listCommand(cli: Cli): Command {
  return new Command('list').description('the rules of all countries').action(
    act(cli, async (call) => {
      const reply = await call.client().listCountryRules()
      call.report(reply, () => formatRules(reply.items))
      return exitCodes.done
    }),
  )
}

function showCommand(cli: Cli): Command {
  return new Command('show')
    .description('the rules of one country, who stated them and why')
    .argument('<country>', 'two letters')
    .action(
      act(cli, async (call) => {
        const params = { country: call.args[0] ?? '' }
        const [stated, { now }] = await Promise.all([
          call.client().countryRules({ params }),
          call.client().health(),
        ])
        call.report(stated, () => formatOne(stated, now))
        return exitCodes.done
      }),
    )
}

interface SetOptions {
  readonly rules?: string
  readonly from?: string
  readonly until?: string
  readonly source?: string
  readonly address?: string
  readonly readOn?: string
  readonly operator?: readonly string[]
  readonly quiet?: readonly string[]
  readonly changesPerDay?: string
  readonly approvals?: string
  readonly reason: string
}

function setCommand(cli: Cli): Command {
  return new Command('set')
    .description('state the rules of a country instead of what was stated before')
    .argument('<country>', 'two letters')
    .option('--rules <file>', 'all its rules as JSON (see the API); the options below then not')
    .option('--from <day>', 'the first day on which the rule holds; default: today')
    .option('--until <day>', 'the last; without it the rule does not end')
    .option('--source <title>', 'who says so: the law, the contract, the decision')
    .option('--address <address>', 'where it can be read')
    .option('--read-on <day>', 'when it was read; default: today')
    .option('--operator <name>', 'only these operators may be used there; repeatable', repeated)
    .option('--quiet <hours>', '22:00-06:00, the device’s own time; repeatable', repeated)
    .option('--changes-per-day <n>', 'so many devices there begin to change in a day')
    .option('--approvals <n:devices>', '2:100: two people for more than 100 devices there')
    .option('--reason <text>', 'why, for the log', '')
    .action(
      act<SetOptions>(cli, async (call) => {
        const params = { country: call.args[0] ?? '' }
        const body = { rules: await rulesOf(call), reason: call.options.reason }
        const stated = await call.client().putCountryRules({ params, body })
        call.report(stated, () => formatRules([stated]))
        return exitCodes.done
      }),
    )
}

function removeCommand(cli: Cli): Command {
  return new Command('remove')
    .description('nothing is stated of this country any more')
    .argument('<country>', 'two letters')
    .option('--reason <text>', 'why, for the log', '')
    .action(
      act<{ reason: string }>(cli, async (call) => {
        const country = (call.args[0] ?? '').toUpperCase()
        const { reason } = call.options
        await call.client().removeCountryRules({ params: { country }, query: { reason } })
        call.report({ removed: country }, `no rule is stated for ${country} any more`)
        return exitCodes.done
      }),
    )
}

async function rulesOf(call: Call<SetOptions>): Promise<readonly StatedRule[]> {
  const { options } = call
  if (options.rules !== undefined) {
    // The server checks them against the contract and names what is wrong.
    return JSON.parse(readFileSync(options.rules, 'utf8')) as StatedRule[]
  }
  const { source, address, until, operator, quiet, changesPerDay, approvals } = options
  if (source === undefined || address === undefined) {
    const remedy = '--source TITLE --address WHERE-IT-CAN-BE-READ'
    throw new Refused('bad-option', 'who says so? a rule names its source', remedy)
  }
  const today = await todayOf(call)
  return [
    {
      from: options.from ?? today,
      ...(until === undefined ? {} : { until }),
      source: { title: source, address, readOn: options.readOn ?? today },
      ...(operator === undefined ? {} : { operators: operator }),
      ...(quiet === undefined ? {} : { quietHours: quiet.map(parseHours) }),
      ...(changesPerDay === undefined
        ? {}
        : { changesPerDay: parseCount('changes-per-day', changesPerDay) }),
      ...(approvals === undefined ? {} : { approvals: parseApprovals(approvals) }),
    },
  ]
}

/** By the server's clock: in a sandbox it is years away from this machine's. */
async function todayOf(call: Call<SetOptions>): Promise<string> {
  const { now } = await call.client().health()
  return new Date(now).toISOString().slice(0, 10)
}

function parseHours(text: string): { readonly from: string; readonly until: string } {
  const [, from = '', until = ''] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? []
  if (from !== '') return { from, until }
  throw new Refused('bad-option', `not hours: ${text}`, '--quiet 22:00-06:00')
}

function parseApprovals(text: string): { readonly needed: number; readonly aboveDevices: number } {
  const [, needed, above] = /^(\d+):(\d+)$/.exec(text) ?? []
  if (needed !== undefined) return { needed: Number(needed), aboveDevices: Number(above) }
  const remedy = '--approvals 2:100: two people for more than 100 devices there'
  throw new Refused('bad-option', `not approvals: ${text}`, remedy)
}

function formatRules(items: readonly OneCountry[]): string {
  const rows = items.flatMap(({ country, rules, changesToday }) =>
    rules.map((rule) => [
      country,
      `${rule.from} to ${rule.until ?? '…'}${rule.isInForce ? '' : ' (not today)'}`,
      rule.operators?.join(', ') ?? '-',
      rule.quietHours?.map(({ from, until }) => `${from}-${until}`).join(', ') ?? '-',
      rule.changesPerDay === undefined ? '-' : `${changesToday} of ${rule.changesPerDay}`,
      rule.approvals === undefined
        ? '-'
        : `${rule.approvals.needed} above ${rule.approvals.aboveDevices}`,
      rule.source.title,
    ]),
  )
  const heads = ['COUNTRY', 'HOLDS', 'OPERATORS', 'QUIET', 'CHANGED TODAY', 'APPROVALS', 'SOURCE']
  return formatTable(heads, rows, 'no rule is stated: holdfast country-rules set DE …')
}

function formatOne(stated: OneCountry, now: number): string {
  const { setBy, setAt, reason, rules } = stated
  const sources = rules.map(({ source: { title, address, readOn } }) => {
    return `  ${title}, ${address}, read on ${readOn}`
  })
  const why = reason === '' ? '' : `: ${reason}`
  const by = `stated by ${setBy}, ${formatAge(setAt, now)}${why}`
  return [formatRules([stated]), '', by, 'Sources', ...sources].join('\n')
}
