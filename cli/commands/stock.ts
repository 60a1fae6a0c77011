// `holdfast stock add|list`: activation codes that swaps can take from.

import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { formatTable } from '../table.ts'

export function stockCommand(cli: Cli): Command {
  const stock = new Command('stock').description('activation codes in stock')
  stock
    .command('list')
    .description('how many there are, by operator and profile type')
    .action(
      act(cli, async (call) => {
        const reply = await call.client().stock()
        call.report(reply, () => {
          const rows = reply.items.map((level) => [
            level.operator,
            level.profileType ?? '-',
            String(level.available),
            String(level.reserved),
          ])
          const heads = ['OPERATOR', 'PROFILE TYPE', 'AVAILABLE', 'RESERVED']
          return formatTable(heads, rows, 'empty: add to it with holdfast stock add FILE')
        })
        return exitCodes.done
      }),
    )
  stock
    .command('add')
    .description('add activation codes from a CSV file')
    .argument('<file>', 'columns iccid, operator, profileType, activationCode, confirmationCode')
    .action(
      act(cli, async (call) => {
        const bytes = readFileSync(call.args[0] ?? '')
        const body = { bytes, mediaType: 'text/csv' }
        const report = await call.client().addStock({ body })
        call.report(report, () => {
          const { rows, added, known, rejected, problems } = report
          const line = `${rows} rows: ${added} added, ${known} known already, ${rejected} rejected`
          const shown = problems.map((one) => [String(one.row), one.column ?? '-', one.reason])
          return problems.length === 0
            ? line
            : `${line}\n\n${formatTable(['ROW', 'COLUMN', 'WHY'], shown)}`
        })
        return report.rejected === 0 ? exitCodes.done : exitCodes.refused
      }),
    )
  return stock
}
