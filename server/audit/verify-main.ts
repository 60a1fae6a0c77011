// `verify-main.ts FILE [--key FILE] [--json]`: checks an exported log without a server and says in
// words what speaks against it. Started by `holdfast audit verify`.
// Exit codes: 0 it verifies; 1 it does not; 2 wrong usage, or a file that cannot be read.

import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type ExportReport, verifyExport } from './verify-export.ts'

const usage = 'usage: holdfast audit verify FILE [--key PUBLIC-KEY.pem] [--json]'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { key: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error(usage)
  const key = values.key === undefined ? {} : { publicKey: await readKey(values.key) }
  const stream = createReadStream(file)
  await once(stream, 'open')
  const report = await verifyExport(stream, key)
  const text = values.json ? JSON.stringify(report) : inWords(report)
  process.stdout.write(`${text}\n`)
  return report.ok ? 0 : 1
}

/** A raw Ed25519 key out of a PEM file. */
async function readKey(path: string): Promise<Uint8Array> {
  const key = createPublicKey(await readFile(path, 'utf8'))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 key`)
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(-32))
}

function inWords(report: ExportReport): string {
  const { ok, size, checkpoints, root, publicKey, trust, tenant } = report
  if (!ok)
    return ['The log does NOT verify:', ...report.problems.map((one) => `  ${one}`)].join('\n')
  return [
    `The log of ${tenant} verifies: ${size} events, ${checkpoints} checkpoints, none missing.`,
    `  root ${root}`,
    `  key  ${publicKey} (${trust})`,
  ].join('\n')
}

try {
  process.exitCode = await main()
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`)
  process.exitCode = 2
}
