// `holdfast stranded`, `holdfast silence`, `holdfast recovery`: devices that did not call, why, what
// is tried for them, and how a person takes that in hand.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { isRecoveryAction, isSilenceClass } from '@holdfast/api/shapes/silence.ts'
import { recoveryActions } from '@holdfast/fleet/recovery/rung.ts'
import { silenceClasses } from '@holdfast/fleet/silence/silence-class.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes, Refused } from '../exit-code.ts'
import { parseCount, parseEidOperand } from '../operand.ts'
import { formatPairs, formatTable } from '../table.ts'
import { formatAge, formatInstant, formatSpan } from '../time-words.ts'

type Silence = ReplyOf<RouteNamed<'deviceSilence'>>
type Case = NonNullable<Silence['case']>
type Counts = ReplyOf<RouteNamed<'strandedCounts'>>

interface ListOptions {
  readonly class?: string
  readonly ended?: boolean
  readonly counts?: boolean
  readonly limit: string
}

export function strandedCommand(cli: Cli): Command {
  return new Command('stranded')
    .description('devices that did not call when they should have, newest case first')
    .option('--class <class>', silenceClasses.join(', '))
    .option('--ended', 'cases that are over')
    .option('--counts', 'how many, by class and age')
    .option('--limit <n>', 'at most so many', '50')
    .action(act<ListOptions>(cli, listStranded))
}

async function listStranded(call: Call<ListOptions>): Promise<ExitCode> {
  const { options } = call
  if (options.counts) {
    const counts = await call.client().strandedCounts()
    call.report(counts, () => formatCounts(counts))
    return exitCodes.done
  }
  const page = await call.client().listStranded({
    query: {
      state: options.ended ? 'ended' : 'open',
      limit: parseCount('limit', options.limit),
      ...(options.class === undefined ? {} : { class: parseClass(options.class) }),
    },
  })
  call.report(page, () => {
    const rows = page.items.map((one) => [
      one.eid,
      one.class,
      formatAge(one.since, page.now),
      one.intervalMs === undefined ? '-' : formatSpan(one.intervalMs),
      one.endedAt === undefined ? stepOf(one) : `${formatInstant(one.endedAt)} by ${one.endedBy}`,
      one.because[0] ?? one.cause,
    ])
    const last = options.ended ? 'ENDED' : 'TRIED LAST'
    const heads = ['EID', 'CLASS', 'LAST HEARD', 'CALLS EVERY', last, 'BECAUSE']
    return formatTable(heads, rows, options.ended ? 'no case has ended' : 'no device is stranded')
  })
  return exitCodes.done
}

function parseClass(text: string) {
  if (isSilenceClass(text)) return text
  const known = silenceClasses.join(', ')
  throw new Refused('bad-option', `there is no class ${text}`, `classes: ${known}`)
}

function stepOf({ rungs, isStopped, exhaustedAt }: Case): string {
  if (isStopped) return 'stopped by a person'
  const last = rungs.at(-1)
  const words = last === undefined ? 'nothing yet' : `${last.action} (${last.outcome})`
  return exhaustedAt === undefined ? words : `${words}; nothing is left to try`
}

function formatCounts({ open, byAge, ended }: Counts): string {
  const rows = Object.entries(byAge).map(([name, ages]) => [
    `  ${name}`,
    ...['day', 'week', 'month', 'older'].map((age) => String(ages[age] ?? 0)),
  ])
  const heads = ['  CLASS', 'A DAY', 'A WEEK', 'A MONTH', 'OLDER']
  const over = Object.entries(ended).map(([name, count]) => `${name} ${count}`)
  const parts = [
    `${open} stranded`,
    ...(rows.length > 0 ? [formatTable(heads, rows)] : []),
    `ended: ${over.length > 0 ? over.join(', ') : 'none'}`,
  ]
  return parts.join('\n')
}

const eidOf = (call: Call<unknown>): string => parseEidOperand(call.args[0] ?? '')

export function silenceCommand(cli: Cli): Command {
  return new Command('silence')
    .description('when a device should call, whether it is stranded, what was tried, what is next')
    .argument('<eid>')
    .action(
      act(cli, async (call) => {
        const silence = await call.client().deviceSilence({ params: { eid: eidOf(call) } })
        call.report(silence, () => formatSilence(silence))
        return exitCodes.done
      }),
    )
}

function formatSilence(silence: Silence): string {
  const { expected, now, lastSeenAt, next, case: found } = silence
  const head = formatPairs([
    ['EID', silence.eid],
    ['last heard', formatAge(lastSeenAt, now)],
    ['calls every', expected && `${formatSpan(expected.intervalMs)}: ${expected.why}`],
    ['expected by', expected && formatInstant(expected.by)],
    ['next', next && nextWords(next)],
  ])
  return found === undefined ? head : `${head}\n\n${formatCase(found, now)}`
}

const nextWords = ({ at, words }: NonNullable<Silence['next']>): string =>
  at === undefined ? words : `${formatInstant(at)}: ${words}`

function formatCase(found: Case, now: number): string {
  const causes = found.causes.map(({ words, side, facts }) => [
    `  ${words}`,
    side,
    facts.join('; '),
  ])
  const rungs = found.rungs.map((rung) => [
    `  ${formatInstant(rung.at)}`,
    rung.action,
    rung.outcome,
    rung.why ?? '-',
  ])
  const state = found.endedAt === undefined ? 'open' : `ended ${formatAge(found.endedAt, now)}`
  return [
    `${found.class} (${state}), raised ${formatAge(found.raisedAt, now)}${stoppedWords(found)}`,
    `judged ${formatAge(found.judgedAt, now)}; the facts are as of then`,
    formatTable(['  CAUSE', 'TOLD BY', 'FACTS'], causes, '  no cause is known'),
    formatTable(['  AT', 'TRIED', 'OUTCOME', 'WHY'], rungs, '  nothing was tried yet'),
  ].join('\n')
}

const stoppedWords = ({ isStopped }: Case): string =>
  isStopped ? '; a person stopped its recovery' : ''

interface SteerOptions {
  readonly reason?: string
}

export function recoveryCommand(cli: Cli): Command {
  const recovery = new Command('recovery').description('take the recovery of a device in hand')
  recovery
    .command('stop')
    .description('try nothing more for this device')
    .argument('<eid>')
    .option('--reason <words>', 'kept with the case')
    .action(act<SteerOptions>(cli, (call) => steer(call, { action: 'stop', ...call.options })))
  recovery
    .command('resume')
    .description('go on where it was stopped')
    .argument('<eid>')
    .action(act<SteerOptions>(cli, (call) => steer(call, { action: 'resume' })))
  recovery
    .command('try')
    .description('take the next step of the ladder now, or the one that is named')
    .argument('<eid>')
    .argument('[step]', recoveryActions.join(', '))
    .action(
      act<SteerOptions>(cli, (call) => {
        const [, step] = call.args
        if (step === undefined) return steer(call, { action: 'try' })
        if (isRecoveryAction(step)) return steer(call, { action: 'try', rung: step })
        const known = recoveryActions.join(', ')
        throw new Refused('bad-step', `there is no step ${step}`, `steps: ${known}`)
      }),
    )
  return recovery
}

type Order = Parameters<ReturnType<Call<unknown>['client']>['steerRecovery']>[0]['body']

async function steer(call: Call<SteerOptions>, { action, rung, reason }: Order): Promise<ExitCode> {
  const body = {
    action,
    ...(rung === undefined ? {} : { rung }),
    ...(reason === undefined ? {} : { reason }),
  }
  const silence = await call.client().steerRecovery({ params: { eid: eidOf(call) }, body })
  call.report(silence, () => formatSilence(silence))
  return exitCodes.done
}
