// `holdfast import FILE`: an inventory into Holdfast, with a report by row and column.

import { createReadStream, statSync } from 'node:fs'
import type { ReplyOf } from '@holdfast/api/route.ts'
import type { RouteNamed } from '@holdfast/api/route-table.ts'
import { Command, Option } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { isMissing } from '../connection.ts'
import { type ExitCode, exitCodes, Refused } from '../exit-code.ts'
import { progressLine } from '../progress.ts'
import { formatTable } from '../table.ts'

type Report = ReplyOf<RouteNamed<'importInventory'>>

interface ImportOptions {
  readonly mode: 'all' | 'valid'
  readonly dryRun?: boolean
  readonly reason?: string
}

const problemsShownMax = 50

export function importCommand(cli: Cli): Command {
  return new Command('import')
    .description('import an inventory (CSV); nothing is half-imported')
    .argument('<file>')
    .addOption(
      new Option('--mode <mode>', 'all: nothing when any row has a problem; valid: the good rows')
        .choices(['all', 'valid'])
        .default('all'),
    )
    .option('--dry-run', 'only check')
    .option('--reason <text>', 'why, for the log')
    .action(act<ImportOptions>(cli, runImport))
}

async function runImport(call: Call<ImportOptions>): Promise<ExitCode> {
  const { mode, dryRun, reason } = call.options
  const path = call.args[0] ?? ''
  const total = sizeOf(path)
  const line = progressLine(call.terminal, call.options.json === true)
  const query = {
    mode,
    ...(dryRun ? { dryRun } : {}),
    ...(reason === undefined ? {} : { reason }),
  }
  const bytes = counted(call, { path, total, line })
  const body = { bytes, mediaType: 'text/csv' }
  const report = await call.client().importInventory({ query, body })
  call.report(report, () => formatReport(report))
  return report.imported || (report.dryRun && report.rejected === 0)
    ? exitCodes.done
    : exitCodes.refused
}

async function* counted(
  { terminal }: Call<ImportOptions>,
  file: {
    readonly path: string
    readonly total: number
    readonly line: ReturnType<typeof progressLine>
  },
): AsyncGenerator<Uint8Array> {
  const startedAt = terminal.now()
  let done = 0
  for await (const part of createReadStream(file.path, { highWaterMark: 256 * 1024 })) {
    // A stream opened without an encoding gives buffers.
    const bytes = part as Uint8Array
    yield bytes
    done += bytes.length
    file.line.show({ label: 'sending', done, total: file.total, unit: 'bytes', startedAt })
  }
  file.line.end()
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new Refused('no-such-file', `there is no file ${path}`)
  }
}

function formatReport(report: Report): string {
  const { rows, added, updated, unchanged, rejected, problems, problemsOmitted } = report
  const verb = report.dryRun ? 'would be ' : ''
  const counts = `${added} ${verb}added, ${updated} ${verb}updated, ${unchanged} unchanged`
  const lines = [`${rows} rows: ${counts}, ${rejected} rejected`]
  if (!report.imported && !report.dryRun) lines.push('Nothing was imported.')
  if (report.ignoredColumns.length > 0) {
    lines.push(`Columns that were not read: ${report.ignoredColumns.join(', ')}`)
  }
  if (problems.length === 0) return lines.join('\n')
  const shown = problems
    .slice(0, problemsShownMax)
    .map((one) => [
      one.row === 0 ? 'file' : String(one.row),
      one.column ?? '-',
      one.code,
      one.reason,
      one.suggestion ?? '-',
    ])
  lines.push('', formatTable(['ROW', 'COLUMN', 'CODE', 'WHY', 'SUGGESTION'], shown))
  const more = problems.length - shown.length + problemsOmitted
  if (more > 0) lines.push(`and ${more} more problems; --json shows a thousand`)
  if (report.mode === 'all' && !report.dryRun) {
    lines.push('', 'Repair the rows, or import the good ones with --mode valid.')
  }
  return lines.join('\n')
}
