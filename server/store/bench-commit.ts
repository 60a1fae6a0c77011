// How fast verified results become durable, against the yardstick: bare single-row commits on the
// same database with as many at once. Both in one run, in alternating rounds, because only their
// ratio means something on a machine that does other things too.

import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { encodeDerSignature } from '@holdfast/gsma/signature.ts'
import type { Pool } from 'pg'
import { bucketPrefix } from './bucket.ts'
import type { CardWork, FleetRules, Store } from './contract.ts'
import { openPool, type PostgresAddress } from './postgres-connection.ts'
import { openPostgresStore } from './postgres-store.ts'

export interface CommitBench {
  readonly address: PostgresAddress
  readonly rules: FleetRules
  /** How many cards report at once, and how many bare commits run at once. */
  readonly concurrency: number
  /** How many cards there are; each reports in turn. */
  readonly cards: number
  readonly roundMs: number
  readonly rounds: number
}

export interface CommitBenchResult {
  readonly concurrency: number
  /** Results verified (P-256) and committed, with their events, operation and raw messages. */
  readonly verifiedAndCommittedPerSecond: number
  /** Bare single-row commits with as many at once (up to 32 connections). */
  readonly bareCommitsPerSecond: number
  /** Bare single-row commits, one after the other. */
  readonly bareCommitsOneByOnePerSecond: number
  /** Of the first to the second, and of the first to the third. */
  readonly ratio: number
  readonly ratioOneByOne: number
}

/** The connections of the bare commits; a PostgreSQL server takes about 100. */
const bareConnectionsMax = 32
/** As in a fleet, neighbours sign with different keys. */
const keysUsed = 64

/** Measures with cards of its own, which it leaves in the database. */
export async function benchCommit(bench: CommitBench): Promise<CommitBenchResult> {
  const { address, rules, concurrency, roundMs } = bench
  const store = await openPostgresStore({ address, rules })
  const pool = openPool(address, Math.min(concurrency, bareConnectionsMax))
  try {
    const eids = Array.from({ length: bench.cards }, (_, i) => eidOf(i))
    await atOnce(concurrency, eids, (eid) => importCard(store, eid))
    const report = reporter(store, eids)
    const bare = await bareCommitter(pool)
    const counts = { reports: 0, bare: 0, oneByOne: 0 }
    for (let round = 0; round < bench.rounds; round++) {
      counts.reports += await countDuring(roundMs, concurrency, report)
      counts.bare += await countDuring(roundMs, concurrency, bare)
      counts.oneByOne += await countDuring(roundMs, 1, bare)
    }
    const perSecond = (count: number) => Math.round((1000 * count) / (bench.rounds * roundMs))
    return {
      concurrency,
      verifiedAndCommittedPerSecond: perSecond(counts.reports),
      bareCommitsPerSecond: perSecond(counts.bare),
      bareCommitsOneByOnePerSecond: perSecond(counts.oneByOne),
      ratio: counts.reports / counts.bare,
      ratioOneByOne: counts.reports / counts.oneByOne,
    }
  } finally {
    await pool.end()
    await store.close()
  }
}

/** Each call is the report of the next card. */
function reporter(store: Store, eids: readonly string[]): () => Promise<void> {
  const signed = Array.from({ length: keysUsed }, signedResult)
  let next = 0
  return () => {
    const index = next++ % eids.length
    return reportResult(store, eids[index] as string, signed[index % keysUsed] as SignedResult)
  }
}

/** Each call is one row, inserted and committed by itself. */
async function bareCommitter(pool: Pool): Promise<() => Promise<void>> {
  await pool.query(
    'CREATE TABLE IF NOT EXISTS bare (id bigint PRIMARY KEY, at bigint NOT NULL, body text)',
  )
  let id = Date.now() * 1000
  return async () => {
    const values = [id++, Date.now(), 'one row']
    await pool.query({ name: 'bare', text: 'INSERT INTO bare VALUES ($1, $2, $3)', values })
  }
}

/** How many runs end within the time, `width` at once. */
async function countDuring(
  durationMs: number,
  width: number,
  run: () => Promise<void>,
): Promise<number> {
  const end = performance.now() + durationMs
  let count = 0
  const lane = async () => {
    while (performance.now() < end) {
      await run()
      if (performance.now() < end) count++
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
  return count
}

async function atOnce<T>(
  width: number,
  items: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items]
  const lane = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await run(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

const eidOf = (index: number): string => `8904403200000000000000${String(index).padStart(10, '0')}`

interface SignedResult {
  readonly bytes: Uint8Array
  readonly signature: Uint8Array
  readonly key: KeyObject
}

function signedResult(): SignedResult {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const bytes = Buffer.alloc(300, 0x5a)
  const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return {
    bytes,
    signature,
    key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

/** One card's result: verified, applied to its operation, with the messages that carried it. */
async function reportResult(store: Store, eid: string, signed: SignedResult): Promise<void> {
  if (!verify('sha256', signed.bytes, signed.key, encodeDerSignature(signed.signature))) {
    throw new Error('a right signature was refused')
  }
  const at = Date.now()
  await store.onCard(eid, (state): CardWork<void> => {
    const operationId = `${bucketPrefix(eid)}-${eid}`
    const from = state?.operations[operationId]?.outcome ?? 'queued'
    const facts: readonly CardFact[] = [
      { kind: 'result-applied', operationId, results: [{ name: 'enable', code: 0 }] },
      {
        kind: 'profile-changed',
        iccid: '89490200001234567890',
        change: 'enabled',
        evidence: 'proven',
      },
      { kind: 'outcome-changed', operationId, from, to: from === 'sent' ? 'applied' : 'sent' },
    ]
    const events = facts.map((fact): EventDraft => ({ eid, at, actor: 'card', fact }))
    const messages = (['in', 'out'] as const).map((direction) => ({
      at,
      interface: 'ESipa' as const,
      direction,
      name: 'ProvideEimPackageResult',
      bytes: signed.bytes,
    }))
    return { events, messages, reply: undefined }
  })
}

async function importCard(store: Store, eid: string): Promise<void> {
  const at = Date.now()
  const facts: readonly CardFact[] = [
    {
      kind: 'card-imported',
      generation: 'sgp32',
      device: { serial: `B-${eid.slice(-10)}`, imei: '356938035643809', model: 'Bench 1' },
      iccids: ['89490200001234567890'],
    },
    {
      kind: 'card-identified',
      euicc: {
        eumCertificate: '3082'.repeat(280),
        euiccCertificate: '3082'.repeat(280),
        euiccInfo2: 'BF22'.repeat(100),
        asOf: at,
        evidence: 'proven',
      },
    },
    { kind: 'operation-created', operation: benchOperation(eid, at) },
  ]
  const events = facts.map((fact): EventDraft => ({ eid, at, actor: 'person:bench', fact }))
  await store.onCard(eid, (state) => ({ events: state ? [] : events, reply: undefined }))
}

function benchOperation(eid: string, at: number): Operation {
  const wayBack = { kind: 'rollback-flag', why: 'The card goes back by itself.' } as const
  const step = { deadlineMs: 86_400_000, dispatchDeadlineMs: 600_000, proof: 'signed', wayBack }
  return {
    operationId: `${bucketPrefix(eid)}-${eid}`,
    eid,
    wish: { kind: 'enable', iccid: '89490200001234567890' },
    plan: {
      steps: [
        { ...step, step: { kind: 'read' } },
        { ...step, step: { kind: 'enable', iccid: '89490200001234567890', rollbackFlag: true } },
        { ...step, step: { kind: 'confirm', iccid: '89490200001234567890' } },
      ],
      goal: 'serving',
      whySafe: ['The profile that serves now stays on the card.'],
      madeAt: at,
    },
    stepIndex: 1,
    outcome: 'queued',
    createdAt: at,
    createdBy: 'person:bench',
    deadlineAt: at + 86_400_000,
  }
}
