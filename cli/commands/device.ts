// `holdfast device|timeline|messages EID`: one device: what it is, what happened, what was said.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseEidOperand } from '../operand.ts'
import { formatEvidence, formatLevel, paint } from '../outcome-words.ts'
import { formatPairs, formatTable } from '../table.ts'
import type { Terminal } from '../terminal.ts'
import { formatAge, formatInstant } from '../time-words.ts'
import { formatOperationRows } from './operations.ts'

type Device = ReplyOf<RouteNamed<'device'>>

const eidOf = (call: Call<unknown>): string => parseEidOperand(call.args[0] ?? '')

export function deviceCommand(cli: Cli): Command {
  return new Command('device')
    .description('all that is known of one device and its card')
    .argument('<eid>')
    .action(
      act(cli, async (call) => {
        const device = await call.client().device({ params: { eid: eidOf(call) } })
        call.report(device, () => formatDevice(call.terminal, device))
        return exitCodes.done
      }),
    )
}

export function timelineCommand(cli: Cli): Command {
  return new Command('timeline')
    .description('what happened to a device, in words, oldest first')
    .argument('<eid>')
    .option('--limit <n>', 'at most so many entries', '200')
    .action(
      act<{ limit: string }>(cli, async (call) => {
        const query = { limit: Number(call.options.limit) }
        const reply = await call.client().deviceTimeline({ params: { eid: eidOf(call) }, query })
        call.report(reply, () => {
          const rows = reply.items.map((entry) => [
            formatInstant(entry.at),
            formatLevel(call.terminal, entry.level),
            entry.words,
            formatEvidence(entry.evidence),
            entry.actor,
          ])
          return formatTable(['AT', '', 'WHAT', 'EVIDENCE', 'BY'], rows, 'nothing happened yet')
        })
        return exitCodes.done
      }),
    )
}

function formatDevice(terminal: Terminal, device: Device): string {
  const title = (words: string): string => paint(terminal, 'bold', words)
  const parts = [
    title('Device'),
    formatIdentity(device),
    title('Card'),
    formatCard(device),
    title('Profiles'),
    formatProfiles(device),
    title('Operations'),
    formatOperationRows(terminal, device.operations),
  ]
  return `${parts.join('\n')}\n\nholdfast explain ${device.eid} says why.`
}

function formatIdentity({ device, eid, generation, lastSeenAt, now, ...rest }: Device): string {
  const { serving, attached } = rest
  const place = [device.country, device.site].filter((part) => part !== undefined).join(', ')
  return formatPairs([
    ['EID', eid],
    ['generation', generation],
    ['serial', device.serial],
    ['IMEI', device.imei],
    ['model', device.model],
    ['firmware', device.firmware],
    ['module', device.module],
    ['place', place === '' ? undefined : place],
    ['owner', device.owner],
    ['last seen', formatAge(lastSeenAt, now)],
    ['serving on', serving && `${serving.iccid}, ${formatAge(serving.at, now)}`],
    [
      'attached',
      attached && `${attached.iccid} ${attached.plmn ?? ''}, ${formatAge(attached.at, now)}`,
    ],
  ])
}

function formatCard({ euicc, association, inFlight, now, device }: Device): string {
  const { eimId, counterValue, evidence } = association ?? {}
  const memory = euicc?.freeNonVolatileMemory
  return formatPairs([
    ['form', device.form],
    ['identity', euicc && `${formatEvidence(euicc.evidence)}, ${formatAge(euicc.asOf, now)}`],
    ['firmware', euicc?.firmwareVersion],
    ['speaks', euicc?.dialect],
    ['IPA', euicc?.ipaMode],
    ['free memory', memory === undefined ? undefined : `${memory} bytes`],
    ['eIM', association && `${eimId}, counter ${counterValue}, ${formatEvidence(evidence)}`],
    ['in flight', inFlight && `${inFlight.what}, sent ${formatAge(inFlight.sentAt, now)}`],
  ])
}

function formatProfiles({ profiles, now }: Device): string {
  const rows = profiles.map((profile) => [
    `  ${profile.iccid}`,
    profile.state,
    profile.serviceProviderName ?? '-',
    profile.class ?? '-',
    profile.fallbackAttribute ? 'fallback' : '-',
    `${formatEvidence(profile.evidence)}, ${formatAge(profile.asOf, now)}`,
  ])
  const heads = ['  ICCID', 'STATE', 'OPERATOR', 'CLASS', 'ROLE', 'KNOWN BY']
  return formatTable(heads, rows, '  none known: holdfast audit EID reads the card')
}
