// `holdfast campaign history`: who planned, approved, started, paused and ended it and why, how its
// waves were judged, and which breakers its devices met; oldest first, as it is read.

import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { formatLevel } from '../outcome-words.ts'
import { formatTable } from '../table.ts'
import { formatInstant } from '../time-words.ts'

type Listed = ReplyOf<RouteNamed<'listEvents'>>['items'][number]

const eventsAtOnce = 1_000

export function historyCommand(cli: Cli): Command {
  return new Command('history')
    .description('what happened to it: who did what and why, how its waves were judged')
    .argument('<id>')
    .action(
      act(cli, async (call) => {
        const items = await readHistory(call)
        call.report({ items }, () => {
          const rows = items.map((event) => [
            formatInstant(event.at),
            `${formatLevel(call.terminal, levelOf(event))} ${wordsOf(event)}`,
            actorInWords(event.actor),
          ])
          return formatTable(['AT', 'WHAT', 'BY'], rows, 'nothing has happened yet')
        })
        return exitCodes.done
      }),
    )
}

async function readHistory(call: Call<unknown>): Promise<readonly Listed[]> {
  const items: Listed[] = []
  const campaign = call.args[0] ?? ''
  let after: number | undefined
  do {
    const from = after === undefined ? {} : { after }
    const query = { campaign, limit: eventsAtOnce, ...from }
    const page = await call.client().listEvents({ query })
    items.push(...page.items)
    after = page.next
  } while (after !== undefined)
  return items
}

const levelOf = (event: Listed): string => ('level' in event ? event.level : 'info')

function wordsOf(event: Listed): string {
  if (!('subject' in event)) return event.fact.kind
  return event.subject.kind === 'incident' ? `breaker ${event.words}` : event.words
}

/** What the campaign or a round of the server decided has nobody's name. */
const actorInWords = (actor: string): string =>
  actor === 'campaign' || actor === 'holdfast' ? 'itself' : actor
