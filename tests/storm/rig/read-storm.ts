// Gathers what a storm left behind, once, when it is over.

import { operators } from '@holdfast/simulator/world/operators.ts'
import type {
  AuditedLog,
  Evidence,
  FieldedDevice,
  LoggedEvent,
  ShownDevice,
  ShownOperation,
  StockLevel,
} from './evidence.ts'
import { type Storm, tenants, windowMs } from './storm.ts'
import { peek } from './stranger.ts'

/** Every event of every tenant, in the order of its log. */
export async function readEvents(storm: Storm): Promise<readonly LoggedEvent[]> {
  const logs = await Promise.all(
    (await storm.store.tenants()).map((tenant) => readLog(storm, tenant)),
  )
  return logs.flat()
}

async function readLog(
  { store, committedAt }: Storm,
  tenant: string,
): Promise<readonly LoggedEvent[]> {
  const { size } = await store.logHead(tenant)
  const entries = await store.log(tenant, 0, size)
  return entries.map(({ text, position }) => {
    // The log's own text, as an auditor would read it.
    const event = JSON.parse(text) as LoggedEvent
    const trueAt = committedAt.get(`${tenant} ${position}`)
    return trueAt === undefined ? event : { ...event, trueAt }
  })
}

/** The evidence of a storm that is over. */
export async function readStorm(storm: Storm): Promise<Evidence> {
  const { wish, store, wire, field, faults } = storm
  const logs = new Map<string, readonly LoggedEvent[]>()
  for (const tenant of await store.tenants()) logs.set(tenant, await readLog(storm, tenant))
  const devices = await Promise.all(field.plans.map((plan) => readDevice(storm, plan.number)))
  return {
    seed: wish.seed,
    startAt: storm.startAt,
    steadyFrom: storm.steadyFrom,
    endedAt: storm.timeline.now,
    windowMs,
    devices,
    esipa: wire.esipa,
    exchangeCount: wire.count,
    es9: wire.es9,
    logs,
    lostLogs: storm.lostLogs,
    operations: await readOperations(storm),
    orders: storm.smdps.flatMap((smdp) => smdp.profiles()),
    stock: await readStock(storm),
    audits: await readAudits(storm),
    peeks: await peek(storm),
    asked: storm.hook.seen,
    failures: storm.failures,
    forged: storm.forged,
    faultCounts: faults.counts,
  }
}

async function readDevice(storm: Storm, number: number): Promise<FieldedDevice> {
  const { field } = storm
  const plan = field.plans[number]
  if (!plan) throw new Error(`no device ${number}`)
  const tenant = storm.tenantOf(number)
  const { status, value } = await storm.ask(tenant, {
    method: 'GET',
    path: `/v1/devices/${plan.eid}`,
  })
  const endedAt = storm.timeline.now
  return {
    plan,
    tenant,
    truth: field.truth.device(plan.eid),
    nvm: field.devices[number]?.slot.card.nvm,
    contacts: field.contacts.get(plan.eid) ?? [],
    // The reply has the contract's shape, of which `ShownDevice` names a part.
    shown: status === 200 ? (value as ShownDevice) : undefined,
    canServe: (iccid) =>
      field.networks
        .find(({ operator }) => iccid.startsWith(operator.iccidPrefix))
        ?.register.canEverServe(iccid, endedAt) === true,
  }
}

async function readOperations(storm: Storm): Promise<readonly ShownOperation[]> {
  const found = new Map<string, ShownOperation>()
  for (const tenant of tenants) {
    let cursor: string | undefined
    do {
      const path = `/v1/operations?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
      const { value } = await storm.ask(tenant, { method: 'GET', path })
      const page = value as { readonly items: readonly ShownOperation[]; readonly cursor?: string }
      for (const one of page.items) found.set(one.operationId, one)
      cursor = page.cursor
    } while (cursor !== undefined)
  }
  return [...found.values()].sort((a, b) => (a.operationId < b.operationId ? -1 : 1))
}

async function readStock(storm: Storm): Promise<readonly StockLevel[]> {
  const levels: Omit<StockLevel, 'iccidPrefix'>[] = []
  for (const tenant of tenants) {
    const { value } = await storm.ask(tenant, { method: 'GET', path: '/v1/stock' })
    levels.push(...(value as { readonly items: typeof levels }).items)
  }
  return operators.flatMap(({ name: operator, iccidPrefix }) => {
    const own = levels.filter((level) => level.operator === operator)
    if (own.length === 0) return []
    const sum = (read: (level: (typeof own)[number]) => number) =>
      own.reduce((total, level) => total + read(level), 0)
    const counts = {
      available: sum(({ available }) => available),
      reserved: sum(({ reserved }) => reserved),
      held: sum(({ held }) => held),
    }
    return [{ operator, ...counts, iccidPrefix: `${iccidPrefix}2` }]
  })
}

async function readAudits({ store }: Storm): Promise<ReadonlyMap<string, AuditedLog>> {
  const audits = new Map<string, AuditedLog>()
  for (const tenant of await store.tenants()) {
    const { size } = await store.logHead(tenant)
    const texts = (await store.log(tenant, 0, size)).map(({ text }) => text)
    audits.set(tenant, { texts, checkpoints: await store.checkpoints(tenant) })
  }
  return audits
}
