// A tenant's whole log as a file that can be checked anywhere, with nothing but the public key.

import { createHash } from 'node:crypto'
import type { Store } from '../store/contract.ts'
import { type CheckpointKeeperOptions, signGrown } from './checkpoint-keeper.ts'
import { originOf, verifyCheckpoint } from './checkpoint-note.ts'
import {
  type ExportHeader,
  endMessage,
  formatCheckpointLine,
  formatEndLine,
} from './export-lines.ts'
import { encodeBase64 } from './strict-base64.ts'

const pageSize = 1000

/**
 * The log of `tenant` as it is now, in pieces of text, ending with its signature. Signs and keeps a
 * checkpoint first. Memory does not grow with the log.
 * @throws Error when the log is not what its checkpoints say; then nothing is exported
 */
export async function* exportLog(
  options: CheckpointKeeperOptions,
  tenant: string,
): AsyncIterable<string> {
  const { store, signer, name, clock } = options
  const origin = originOf(name, tenant)
  const last = await signGrown(options, tenant)
  const notes = [...(await store.checkpoints(tenant)).map(({ note }) => note), last]
  const checkpoints = ownCheckpoints(notes, { origin, publicKey: signer.publicKey })
  const header: ExportHeader = {
    holdfastLog: 1,
    tenant,
    origin,
    size: checkpoints.at(-1)?.size ?? 0,
    publicKey: encodeBase64(signer.publicKey),
    exportedAt: new Date(clock.now()).toISOString(),
  }
  const hash = createHash('sha256')
  const hashed = (text: string): string => {
    hash.update(text)
    return text
  }
  yield hashed(`${JSON.stringify(header)}\n`)
  for await (const piece of eventsAndCheckpoints(store, header, checkpoints)) yield hashed(piece)
  const sha256 = hash.digest('hex')
  yield formatEndLine(sha256, await signer.sign(endMessage(sha256)))
}

interface OwnCheckpoint {
  readonly size: number
  readonly note: string
}

/** Those of this key and this log, once each; a replaced key's ones are not this file's business. */
function ownCheckpoints(
  notes: readonly string[],
  own: { readonly origin: string; readonly publicKey: Uint8Array },
): readonly OwnCheckpoint[] {
  return [...new Set(notes)].flatMap((note) => {
    const verified = verifyCheckpoint(note, own.publicKey)
    if (verified.kind === 'refused' || verified.body.origin !== own.origin) return []
    return [{ size: verified.body.size, note }]
  })
}

async function* eventsAndCheckpoints(
  store: Store,
  { tenant, size }: ExportHeader,
  checkpoints: readonly OwnCheckpoint[],
): AsyncIterable<string> {
  const left = [...checkpoints]
  const due = (count: number): string => {
    let lines = ''
    while (left[0]?.size === count) lines += formatCheckpointLine(left.shift()?.note ?? '')
    return lines
  }
  yield due(0)
  for (let count = 0; count < size; ) {
    const entries = await store.log(tenant, count, Math.min(pageSize, size - count))
    if (entries.length === 0) throw new Error(`The log of ${tenant} ends at ${count}.`)
    let piece = ''
    for (const { text } of entries) piece += `${text}\n${due(++count)}`
    yield piece
  }
}
