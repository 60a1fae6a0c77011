// `holdfast audit …`: read cards (the wish), export the event log, verify an exported log offline.

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Command } from 'commander'
import { act, type Call, type Cli } from '../call.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { scripts } from '../program-scripts.ts'
import { readCommand } from './wishes.ts'

interface ExportOptions {
  readonly output?: string
}

interface VerifyOptions {
  readonly key?: string
}

export function auditCommand(cli: Cli): Command {
  const audit = readCommand(cli)
  audit
    .command('export')
    .description('the whole event log with its checkpoints, one JSON text per line')
    .option('-o, --output <file>', 'default: standard output')
    .action(act<ExportOptions>(cli, exportLog))
  audit
    .command('verify')
    .description('check an exported log without a server: every event, the order, the signatures')
    .argument('<file>')
    .option(
      '--key <file>',
      'public key to check checkpoints with (PEM); default: the one in the file',
    )
    .action(act<VerifyOptions>(cli, verifyLog))
  return audit
}

async function exportLog(call: Call<ExportOptions>): Promise<ExitCode> {
  const lines = await call.client().auditExport()
  const { output } = call.options
  let count = 0
  if (output === undefined) {
    for await (const line of lines) call.terminal.out(`${line}\n`)
    return exitCodes.done
  }
  const file = createWriteStream(output, { mode: 0o600 })
  // An error before the first wait must not go unheard; `once` rejects with it below.
  const closed = once(file, 'close')
  for await (const line of lines) {
    if (!file.write(`${line}\n`)) await once(file, 'drain')
    count += 1
  }
  file.end()
  await closed
  call.report({ file: output, lines: count }, `${count} lines in ${output}`)
  return exitCodes.done
}

async function verifyLog(call: Call<VerifyOptions>): Promise<ExitCode> {
  const { key, json } = call.options
  const args = [
    call.args[0] ?? '',
    ...(key === undefined ? [] : ['--key', key]),
    ...(json ? ['--json'] : []),
  ]
  const code = await call.terminal.runProgram(scripts.verifyScript, args)
  return code === 0 ? exitCodes.done : code === 2 ? exitCodes.refused : exitCodes.failed
}
