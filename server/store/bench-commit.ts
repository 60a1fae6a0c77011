// How fast verified results become durable, against the yardstick: bare single-row commits on the
// same database with as many at once. Both in one run, in alternating rounds, because only their
// ratio means something on a machine that does other things too.

import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { CardFact, EventDraft } from '@holdfast/fleet/event.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
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
  /** Connections of the bare commits; the database shares waits for the disk among them. */
  readonly bareClients: number
  readonly bareCommitsPerSecond: number
  readonly ratio: number
  /** The same row by row on one connection: nobody to share a wait with. */
  readonly bareCommitsOfOnePerSecond: number
  readonly ratioToOne: number
}

/** The clients of the bare commits are limited: a PostgreSQL server takes about 100. */
const bareClientsMax = 32
/** As in a fleet, neighbours sign with different keys. */
const keysUsed = 64

/** Measures on a database of its own choice of cards; leaves them there. */
export async function benchCommit(bench: CommitBench): Promise<CommitBenchResult> {
  const store = await openPostgresStore({ address: bench.address, rules: bench.rules })
  const bareClients = Math.min(bench.concurrency, bareClientsMax)
  const pool = openPool(bench.address, bareClients)
  try {
    const eids = Array.from({ length: bench.cards }, (_, i) => eidOf(i))
    await atOnce(bench.concurrency, eids, (eid) => importCard(store, eid))
    await pool.query(
      'CREATE TABLE IF NOT EXISTS bare (id bigint PRIMARY KEY, at bigint NOT NULL, body text)',
    )
    const signed = Array.from({ length: keysUsed }, signedResult)
    let next = 0
    const report = () => {
      const index = next++ % eids.length
      return reportResult(store, eids[index] as string, signed[index % keysUsed] as SignedResult)
    }
    let row = Date.now() * 1000
    const bare = async () => {
      const values = [row++, Date.now(), 'one row']
      await pool.query({ name: 'bare', text: 'INSERT INTO bare VALUES ($1, $2, $3)', values })
    }
    const totals = { reports: 0, bares: 0, alone: 0 }
    for (let round = 0; round < bench.rounds; round++) {
      totals.reports += await countDuring(bench.roundMs, bench.concurrency, report)
      totals.bares += await countDuring(bench.roundMs, bareClients, bare)
      totals.alone += await countDuring(bench.roundMs, 1, bare)
    }
    const seconds = (bench.rounds * bench.roundMs) / 1000
    return {
      concurrency: bench.concurrency,
      verifiedAndCommittedPerSecond: Math.round(totals.reports / seconds),
      bareClients,
      bareCommitsPerSecond: Math.round(totals.bares / seconds),
      ratio: totals.reports / totals.bares,
      bareCommitsOfOnePerSecond: Math.round(totals.alone / seconds),
      ratioToOne: totals.reports / totals.alone,
    }
  } finally {
    await pool.end()
    await store.close()
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
  await new Promise<void>((resolve, reject) => {
    const key = { key: signed.key, dsaEncoding: 'ieee-p1363' as const }
    verify('sha256', signed.bytes, key, signed.signature, (error, isRight) =>
      isRight ? resolve() : reject(error ?? new Error('a right signature was refused')),
    )
  })
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
