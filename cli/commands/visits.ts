// `holdfast visits`: devices that somebody has to go to, with what is known of them.

import { isVisitFinding, visitFindings } from '@holdfast/api/shapes/silence.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes, Refused } from '../exit-code.ts'
import { formatTable } from '../table.ts'
import { formatInstant } from '../time-words.ts'

interface CloseOptions {
  readonly finding: string
  readonly words: string
}

export function visitsCommand(cli: Cli): Command {
  const visits = new Command('visits')
    .description('devices that somebody has to go to, with the evidence')
    .option('--closed', 'visits that are over')
    .action(act<{ readonly closed?: boolean }>(cli, listVisits))
  visits
    .command('close')
    .description('say what a visit found; the case ends when the device calls')
    .argument('<id>')
    .requiredOption('--finding <finding>', visitFindings.join(', '))
    .requiredOption('--words <words>', 'what was found and done')
    .action(act<CloseOptions>(cli, closeVisit))
  return visits
}

async function listVisits(call: Call<{ readonly closed?: boolean }>): Promise<ExitCode> {
  const state = call.options.closed ? 'closed' : 'open'
  const page = await call.client().listFieldVisits({ query: { state } })
  call.report(page, () =>
    page.items.length === 0
      ? `no visit is ${state}`
      : page.items
          .map((visit) => {
            const place = [visit.site, visit.country].filter((part) => part !== undefined)
            const row = [
              visit.visitId,
              visit.eid,
              visit.serial ?? '-',
              place.join(', ') || '-',
              formatInstant(visit.orderedAt),
            ]
            const heads = ['VISIT', 'EID', 'SERIAL', 'PLACE', 'ORDERED']
            const found = visit.finding === undefined ? [] : [`${visit.finding}: ${visit.words}`]
            const lines = [visit.reason, ...visit.evidence, ...found]
            return `${formatTable(heads, [row])}\n${lines.map((line) => `  ${line}`).join('\n')}`
          })
          .join('\n\n'),
  )
  return exitCodes.done
}

async function closeVisit(call: Call<CloseOptions>): Promise<ExitCode> {
  const { finding, words } = call.options
  if (!isVisitFinding(finding)) {
    const known = visitFindings.join(', ')
    throw new Refused('bad-option', `there is no finding ${finding}`, `findings: ${known}`)
  }
  const id = call.args[0] ?? ''
  const visit = await call.client().closeFieldVisit({ params: { id }, body: { finding, words } })
  call.report(visit, `closed ${visit.visitId}: ${visit.finding}`)
  return exitCodes.done
}
