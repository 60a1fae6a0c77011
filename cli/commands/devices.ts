// `holdfast devices [FILTER]`: the fleet as a table.

import type { Client } from '@holdfast/api/client.ts'
import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { filterKeys } from '@holdfast/fleet/device-filter-parse.ts'
import { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { parseCount } from '../operand.ts'
import { formatOutcome } from '../outcome-words.ts'
import { formatTable } from '../table.ts'
import { formatAge } from '../time-words.ts'

type Page = ReplyOf<RouteNamed<'listDevices'>>
type Row = Page['items'][number]

interface DevicesOptions {
  readonly limit: string
  readonly all?: boolean
  readonly facets?: boolean
}

const examples = filterKeys.map(({ example }) => example)

export const filterHelp = `Filter: ${examples.slice(0, 6).join(' ')}
  ${examples.slice(6).join(' ')} and free text;
  values after a comma are alternatives, all terms must hold.`

export function devicesCommand(cli: Cli): Command {
  return new Command('devices')
    .description('list devices')
    .argument('[filter...]', 'filter language; empty is all')
    .option('--limit <n>', 'at most so many', '50')
    .option('--all', 'every device of the filter')
    .option('--facets', 'counts by generation, country, operator, model, outcome instead')
    .addHelpText('after', `\n${filterHelp}`)
    .action(
      act<DevicesOptions>(cli, async (call) => {
        if (call.options.facets) await showFacets(call)
        else await showDevices(call)
        return exitCodes.done
      }),
    )
}

async function showDevices(call: Call<DevicesOptions>): Promise<void> {
  const { options, terminal, args } = call
  const limit = options.all ? Number.POSITIVE_INFINITY : parseCount('limit', options.limit)
  const { items, total, now, more } = await collect(call.client(), args.join(' '), limit)
  const known = total === undefined ? {} : { total }
  call.report({ items, ...known, now }, () => {
    const heads = ['EID', 'SERIAL', 'MODEL', 'CC', 'OPERATOR', 'ENABLED', 'OUTCOME', 'OPEN', 'SEEN']
    const rows = items.map((row) => [
      row.eid,
      row.device.serial ?? '-',
      row.device.model ?? '-',
      row.device.country ?? '-',
      row.operator ?? '-',
      row.enabledIccid ?? '-',
      formatOutcome(terminal, row.lastOutcome),
      String(row.openOperations),
      formatAge(row.lastSeenAt, now),
    ])
    return formatTable(heads, rows, 'no device matches')
  })
  if (more) call.remark(`${items.length} of ${total ?? 'more'}; --limit or --all shows more`)
}

async function collect(client: Client, q: string, limit: number) {
  const items: Row[] = []
  let cursor: string | undefined
  let total: number | undefined
  for (;;) {
    const size = Math.min(1000, limit - items.length)
    const query = { q, limit: size, ...(cursor === undefined ? {} : { cursor }) }
    const page: Page = await client.listDevices({ query })
    items.push(...page.items)
    total ??= page.total
    cursor = page.cursor
    if (cursor === undefined || items.length >= limit) {
      return { items, total, now: page.now, more: cursor !== undefined }
    }
  }
}

async function showFacets(call: Call<DevicesOptions>): Promise<void> {
  const reply = await call.client().deviceFacets({ query: { q: call.args.join(' ') } })
  call.report(reply, () => {
    const rows = Object.entries(reply.facets).flatMap(([facet, counts]) =>
      Object.entries(counts).map(([value, count]) => [facet, value, String(count)]),
    )
    return `${formatTable(['FACET', 'VALUE', 'DEVICES'], rows)}\n\n${reply.total} devices`
  })
}
