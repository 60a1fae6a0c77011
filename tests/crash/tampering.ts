// Whether `holdfast audit verify` takes an exported log, and notices every byte that is changed.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { verifyExport } from '@holdfast/server/audit/verify-export.ts'

const holdfast = join(import.meta.dirname, '../../cli/holdfast.ts')
const commandTries = 4

export interface Verdict {
  readonly isGood: boolean
  readonly words: string
}

/** What the command says to a file. */
export function verifyFile(file: string): Verdict {
  const run = spawnSync(process.execPath, [holdfast, 'audit', 'verify', file], { encoding: 'utf8' })
  return { isGood: run.status === 0, words: `${run.stdout}${run.stderr}`.trim() }
}

export interface Tampered {
  readonly tries: number
  readonly noticed: number
}

/**
 * Changes one byte, verifies, and changes it back: at `tries` random places, at every byte of the
 * first and the last line, and at a few places with the command itself.
 */
export async function verifyTampered(
  file: string,
  tries: number,
  below: (limit: number) => number,
): Promise<Tampered> {
  const bytes = readFileSync(file)
  const lastLine = bytes.lastIndexOf(10, bytes.length - 2) + 1
  const places = [
    ...Array.from({ length: bytes.indexOf(10) + 1 }, (_, at) => at),
    ...Array.from({ length: bytes.length - lastLine }, (_, i) => lastLine + i),
    ...Array.from({ length: tries }, () => below(bytes.length)),
  ]
  let noticed = 0
  for (const [index, at] of places.entries()) {
    const former = bytes[at] as number
    bytes[at] = former ^ (1 + below(255))
    const isByCommand = index >= places.length - commandTries
    if (isByCommand ? commandRefuses(bytes) : await isRefused(bytes)) noticed += 1
    bytes[at] = former
  }
  // The file as it was must still verify here, or the refusals would prove nothing.
  if (await isRefused(bytes)) noticed = 0
  return { tries: places.length, noticed }
}

async function isRefused(bytes: Uint8Array): Promise<boolean> {
  return !(await verifyExport(Readable.from([bytes]))).ok
}

function commandRefuses(bytes: Uint8Array): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-tampered-'))
  const file = join(folder, 'log.jsonl')
  writeFileSync(file, bytes)
  const { isGood, words } = verifyFile(file)
  rmSync(folder, { recursive: true })
  return !isGood && words.includes('NOT verify')
}
