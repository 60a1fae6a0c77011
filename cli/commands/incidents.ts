// `holdfast incidents|incident|bootstrap|lines|slo`: causes that silence many devices, what is left
// on lines, and the figures of the service.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseCount, parseEidOperand } from '../operand.ts'
import { formatEvidence } from '../outcome-words.ts'
import { formatPairs, formatTable } from '../table.ts'
import { formatAge, formatInstant, formatSpan } from '../time-words.ts'

type Ledger = ReplyOf<RouteNamed<'bootstrapLedger'>>
type Line = ReplyOf<RouteNamed<'deviceLines'>>['items'][number]
type Slo = ReplyOf<RouteNamed<'slo'>>

export function incidentsCommand(cli: Cli): Command {
  return new Command('incidents')
    .description('causes that concern many devices: silence, campaigns, SM-DP+; newest first')
    .option('--ended', 'those that are over')
    .option('--campaign <id>', 'only those of this campaign')
    .action(
      act<{ readonly ended?: boolean; readonly campaign?: string }>(cli, async (call) => {
        const { ended, campaign } = call.options
        const state = ended ? 'ended' : 'open'
        const page = await call
          .client()
          .listIncidents({ query: { state, ...(campaign === undefined ? {} : { campaign }) } })
        call.report(page, () => {
          const rows = page.items.map((one) => [
            one.incidentId,
            String(one.devices),
            formatAge(one.openedAt, page.now),
            one.words,
          ])
          const heads = ['INCIDENT', 'DEVICES', 'OPENED', 'WHAT']
          return formatTable(heads, rows, `no incident is ${state}`)
        })
        return exitCodes.done
      }),
    )
}

export function incidentCommand(cli: Cli): Command {
  return new Command('incident')
    .description('one cause: its devices, its clock, and what to do about it')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const found = await call.client().incident({ params: { id: call.args[0] ?? '' } })
        call.report(found, () => {
          const about = Object.entries(found.about).map(([name, value]) => `${name} ${value}`)
          const head = formatPairs([
            ['what', found.words],
            ['about', about.length === 0 ? undefined : about.join(', ')],
            ['campaign', campaignsOf(found)],
            ['opened', formatAge(found.openedAt, found.now)],
            ['ended', found.endedAt === undefined ? undefined : formatInstant(found.endedAt)],
            ['devices', `${found.devices} now, ${found.devicesEver} in all`],
          ])
          const steps = found.runbook.map((step, i) => `  ${i + 1}. ${step}`)
          return [head, '', 'What to do', ...steps, '', 'Devices', ...found.eids].join('\n')
        })
        return exitCodes.done
      }),
    )
}

/** `spring (C-1)`; nothing when no campaign is concerned. */
const campaignsOf = ({ campaigns }: ReplyOf<RouteNamed<'incident'>>): string | undefined =>
  campaigns.length === 0
    ? undefined
    : campaigns.map(({ name, campaignId }) => `${name} (${campaignId})`).join(', ')

export function bootstrapCommand(cli: Cli): Command {
  return new Command('bootstrap')
    .description('what is left on lines, by operator, and which will be used up')
    .action(
      act(cli, async (call) => {
        const ledger = await call.client().bootstrapLedger()
        call.report(ledger, () => formatLedger(ledger))
        return exitCodes.done
      }),
    )
}

const count = (value: number | undefined): string => (value === undefined ? '-' : String(value))

function formatLedger({ operators, runningOut, now }: Ledger): string {
  const byOperator = operators.map((one) => [
    one.operator,
    String(one.lines),
    count(one.bytesLeft),
    count(one.smsLeft),
    count(one.daysLeftLeast),
    one.countries.join(' ') || '-',
    String(one.warned),
    String(one.usedUp),
  ])
  const ends = runningOut.map((one) => [
    one.eid,
    one.iccid,
    one.level,
    one.at === undefined || one.at <= now ? '-' : `in ${formatSpan(one.at - now)}`,
    one.words,
  ])
  const heads = ['OPERATOR', 'LINES', 'BYTES', 'SMS', 'DAYS', 'COUNTRIES', 'WARNED', 'USED UP']
  const none = 'no operator has told of a line'
  return [
    formatTable(heads, byOperator, none),
    '',
    formatTable(['EID', 'ICCID', 'LEVEL', 'ENDS', 'WHY'], ends, 'no line will be used up soon'),
  ].join('\n')
}

/** What is said before a line is suspended, or resumed. */
function formatSuspension({ iccid, ifSuspended, whenResumed }: Line): string {
  const verdict = ifSuspended ?? whenResumed
  if (!verdict) return ''
  const when = ifSuspended ? 'when it is suspended' : 'when it is resumed'
  return `\n${iccid} ${when}: ${verdict.words}\n  to do: ${verdict.remedy}`
}

export function linesCommand(cli: Cli): Command {
  return new Command('lines')
    .description('the lines of a device’s profiles, as their operators tell of them')
    .argument('<eid>')
    .option('--reject-cause <n>', 'with which EMM cause the operator refuses suspended lines')
    .action(
      act<{ rejectCause?: string }>(cli, async (call) => {
        const eid = parseEidOperand(call.args[0] ?? '')
        const { rejectCause } = call.options
        const query =
          rejectCause === undefined ? {} : { rejectCause: parseCount('reject-cause', rejectCause) }
        const reply = await call.client().deviceLines({ params: { eid }, query })
        call.report(reply, () => {
          const rows = reply.items.map((line) => [
            line.iccid,
            line.state,
            line.operator ?? '-',
            count(line.bytesLeft),
            count(line.smsLeft),
            formatInstant(line.validUntil),
            `${formatEvidence(line.evidence)}, ${formatAge(line.at, reply.now)}`,
          ])
          const heads = ['ICCID', 'STATE', 'OPERATOR', 'BYTES', 'SMS', 'VALID UNTIL', 'TOLD']
          const none = 'no operator has told of a line of this device'
          return [formatTable(heads, rows, none), ...reply.items.map(formatSuspension)].join('\n')
        })
        return exitCodes.done
      }),
    )
}

export function sloCommand(cli: Cli): Command {
  return new Command('slo')
    .description('swap success, time to service, stranded share, recovery time')
    .action(
      act(cli, async (call) => {
        const slo = await call.client().slo()
        call.report(slo, () => formatSlo(slo))
        return exitCodes.done
      }),
    )
}

function formatSlo(slo: Slo): string {
  const share = ({ numerator, denominator }: Slo['swapSuccess']): string => {
    const of = `${numerator} of ${denominator}`
    return denominator === 0 ? of : `${of} (${((100 * numerator) / denominator).toFixed(2)} %)`
  }
  const span = ({ count: n, medianSeconds, p95Seconds }: Slo['timeToService']): string => {
    if (medianSeconds === undefined || p95Seconds === undefined) return 'none yet'
    const [median, p95] = [medianSeconds, p95Seconds].map((seconds) => formatSpan(seconds * 1000))
    return `median ${median}, 95 of 100 within ${p95} (of ${n})`
  }
  const rows = [
    ['swap success', share(slo.swapSuccess), slo.swapSuccess.words],
    ['time to service', span(slo.timeToService), slo.timeToService.words],
    ['stranded share', share(slo.strandedShare), slo.strandedShare.words],
    ['recovery time', span(slo.recoveryTime), slo.recoveryTime.words],
  ]
  const behind = slo.behind > 0 ? `; ${slo.behind} are not counted yet` : ''
  const events = `from ${slo.events} events of the log${behind}`
  return `${formatTable(['FIGURE', 'VALUE', 'WHAT IS COUNTED'], rows)}\n\n${events}`
}
