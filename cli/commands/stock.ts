// `holdfast stock add|list|held|free`: activation codes that swaps can take from.

import { readFileSync } from 'node:fs'
import type { Client } from '@holdfast/api/client.ts'
import { Command } from 'commander'
import { act, type Cli } from '../call.ts'
import { exitCodes } from '../exit-code.ts'
import { formatTable } from '../table.ts'
import { formatInstant } from '../time-words.ts'

type HeldCode = Awaited<ReturnType<Client['heldStock']>>['items'][number]

interface FreeOptions {
  readonly reason: string
  readonly operator?: string
}

export function stockCommand(cli: Cli): Command {
  const stock = new Command('stock').description('activation codes in stock')
  addList(cli, stock)
  addAdd(cli, stock)
  addHeld(cli, stock)
  addFree(cli, stock)
  return stock
}

function addList(cli: Cli, stock: Command): void {
  stock
    .command('list')
    .description('how many there are, by operator and profile type')
    .action(
      act(cli, async (call) => {
        const reply = await call.client().stock()
        const hasHeld = reply.items.some(({ held }) => held > 0)
        call.report(reply, () => {
          const rows = reply.items.map((level) => [
            level.operator,
            level.profileType ?? '-',
            String(level.available),
            String(level.reserved),
            ...(hasHeld ? [String(level.held)] : []),
          ])
          const heads = ['OPERATOR', 'PROFILE TYPE', 'AVAILABLE', 'RESERVED']
          const shown = hasHeld ? [...heads, 'HELD'] : heads
          return formatTable(shown, rows, 'empty: add to it with holdfast stock add FILE')
        })
        return exitCodes.done
      }),
    )
}

function addAdd(cli: Cli, stock: Command): void {
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
}

function addHeld(cli: Cli, stock: Command): void {
  stock
    .command('held')
    .description('codes that are not given out since the database was replaced by a backup')
    .action(
      act(cli, async (call) => {
        const items: HeldCode[] = []
        let cursor: string | undefined
        do {
          const query = { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) }
          const page = await call.client().heldStock({ query })
          items.push(...page.items)
          cursor = page.cursor
        } while (cursor !== undefined)
        call.report({ items }, () => {
          const rows = items.map((one) => [
            one.iccid,
            one.operator,
            one.profileType ?? '-',
            formatInstant(one.heldAt),
          ])
          return formatTable(['ICCID', 'OPERATOR', 'PROFILE TYPE', 'SINCE'], rows, 'none is held')
        })
        return exitCodes.done
      }),
    )
}

function addFree(cli: Cli, stock: Command): void {
  stock
    .command('free')
    .description('say that held codes are unused: they are given out again')
    .argument('[iccids...]', 'these; without any, all that are held')
    .requiredOption('--reason <text>', 'how that is known; it stands in the log')
    .option('--operator <name>', 'those of one operator')
    .action(
      act<FreeOptions>(cli, async (call) => {
        const { reason, operator } = call.options
        const iccids = call.args.length > 0 ? { iccids: [...call.args] } : {}
        const body = { reason, ...(operator === undefined ? {} : { operator }), ...iccids }
        const reply = await call.client().freeStock({ body })
        const codes = reply.freed === 1 ? '1 code' : `${reply.freed} codes`
        call.report(reply, `${codes} can be given out again`)
        return exitCodes.done
      }),
    )
}
