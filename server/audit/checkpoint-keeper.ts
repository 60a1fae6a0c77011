// Signs a checkpoint of each tenant's log while it grows. Before signing, it proves to itself that
// the log is the last signed one with events appended, and refuses otherwise: two checkpoints that
// contradict each other must never exist (S10, F67).

import assert from 'node:assert/strict'
import type { LogHeads } from '../restore/log-heads.ts'
import type { Store } from '../store/contract.ts'
import type { Clock } from '../world.ts'
import type { AuditSigner } from './audit-key.ts'
import {
  type CheckpointBody,
  originOf,
  signCheckpoint,
  verifyCheckpoint,
} from './checkpoint-note.ts'
import { Frontier } from './merkle.ts'

export interface CheckpointKeeperOptions {
  readonly store: Store
  readonly signer: AuditSigner
  /** Names this installation, e.g. its FQDN; part of every checkpoint. */
  readonly name: string
  readonly clock: Clock
  readonly log: (level: 'info' | 'warn' | 'error', text: string, facts?: object) => void
  /** Where it is put down how far was signed, to know a database that was replaced by a backup. */
  readonly heads?: Pick<LogHeads, 'note' | 'noteTime'>
}

/** A checkpoint at least this often while events come (S12). */
export const checkpointEveryMs = 60_000

/** How far the log was proven: kept as a record, believed only if the signed checkpoint agrees. */
const provenCollection = 'audit-proven'
const pageSize = 1000

/** Signs every `checkpointEveryMs`; gives back what stops it. */
export function keepCheckpoints(options: CheckpointKeeperOptions): () => void {
  let running: Promise<void> | undefined
  const signed = new Map<string, number>()
  return options.clock.every(checkpointEveryMs, async () => {
    running ??= signAll(options, signed).finally(() => {
      running = undefined
    })
    await running
  })
}

/**
 * Signs each tenant's log that has grown since this process signed it; what goes wrong with one
 * does not stop the others. `signed`: the sizes up to which it did.
 */
async function signAll(options: CheckpointKeeperOptions, signed: Map<string, number>) {
  for (const tenant of await options.store.tenants()) {
    try {
      const { size } = await options.store.logHead(tenant)
      if (signed.get(tenant) === size) continue
      await signGrown(options, tenant)
      signed.set(tenant, size)
    } catch (cause) {
      options.log('error', `No checkpoint was signed for ${tenant}.`, { cause: String(cause) })
    }
  }
  await options.heads?.noteTime(options.clock.now())
}

/**
 * Signs and keeps a checkpoint of the tenant's log as it is now; the note, or the last one when
 * nothing was added since.
 * @throws Error when the log is not the last signed one with events appended
 */
export async function signGrown(options: CheckpointKeeperOptions, tenant: string): Promise<string> {
  const { store, signer, name, clock } = options
  const last = await store.lastCheckpoint(tenant)
  const { size, root } = await store.logHead(tenant)
  const verified = last && readSigned(signer, last.note)
  if (last?.size === size && verified?.kind === 'verified') {
    await options.heads?.note(tenant, { size, root, at: last.at })
    return last.note
  }
  const proven = await provenFrontier(options, tenant, verified)
  await appendUpTo(store, proven, { tenant, size })
  if (!Buffer.from(root).equals(proven.root())) {
    throw new Error(`The events of ${tenant} do not give the root of its log at size ${size}.`)
  }
  const body = { origin: originOf(name, tenant), size, root }
  const note = await signCheckpoint(body, name, signer)
  keepOwn(signer, note, body)
  const at = clock.now()
  await store.putCheckpoint({ tenant, size, at, note })
  const value = { size, frontier: Buffer.from(proven.encode()).toString('hex') }
  await store.putRecord({ collection: provenCollection, key: tenant, value })
  await options.heads?.note(tenant, { size, root, at })
  return note
}

/**
 * What this process signed itself in the last rounds, by the exact text: nobody has to tell it
 * again that the signature is its own.
 */
const own = new WeakMap<AuditSigner, Map<string, CheckpointBody>>()
const ownMax = 1_000

function keepOwn(signer: AuditSigner, note: string, body: CheckpointBody): void {
  const notes = own.get(signer) ?? new Map<string, CheckpointBody>()
  if (notes.size >= ownMax) notes.clear()
  own.set(signer, notes.set(note, body))
}

function readSigned(signer: AuditSigner, note: string): ReturnType<typeof verifyCheckpoint> {
  const body = own.get(signer)?.get(note)
  return body ? { kind: 'verified', body } : verifyCheckpoint(note, signer.publicKey)
}

/** The frontier of the last signed checkpoint, taken from the record or made from the events. */
async function provenFrontier(
  options: CheckpointKeeperOptions,
  tenant: string,
  verified: ReturnType<typeof verifyCheckpoint> | undefined,
): Promise<Frontier> {
  if (!verified) return new Frontier()
  const { store } = options
  // A key that was replaced: the old checkpoints stay as they are, the new ones begin afresh.
  if (verified.kind === 'refused') {
    options.log('warn', `The last checkpoint of ${tenant} is not ours: ${verified.why}.`)
    return new Frontier()
  }
  const { size, root } = verified.body
  const kept = await recordedFrontier(store, tenant)
  const frontier = kept?.size === size ? kept : new Frontier()
  await appendUpTo(store, frontier, { tenant, size })
  if (!Buffer.from(root).equals(frontier.root())) {
    throw new Error(`The log of ${tenant} was changed below size ${size}, which is signed.`)
  }
  return frontier
}

async function recordedFrontier(store: Store, tenant: string): Promise<Frontier | undefined> {
  const record = await store.record(provenCollection, tenant)
  if (!record) return undefined
  const { size, frontier } = record.value as { readonly size: number; readonly frontier: string }
  return Frontier.decode(size, Buffer.from(frontier, 'hex'))
}

async function appendUpTo(
  store: Store,
  frontier: Frontier,
  to: { readonly tenant: string; readonly size: number },
): Promise<void> {
  while (frontier.size < to.size) {
    const limit = Math.min(pageSize, to.size - frontier.size)
    const entries = await store.log(to.tenant, frontier.size, limit)
    assert(entries.length > 0, `the log of ${to.tenant} has the event at ${frontier.size}`)
    for (const { position, leaf } of entries) {
      assert(position === frontier.size, `the log of ${to.tenant} has no gap at ${frontier.size}`)
      frontier.append(leaf)
    }
  }
}
