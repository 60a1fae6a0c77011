// The store as one server process sees it: every write may fail, may happen without the process
// hearing of it, or may be the last thing that the process does. Once the process is dead none of
// its calls ever ends, and none of its work reaches the database. Reads pass.

import { StoreError } from '@holdfast/server/store/store-error.ts'
import type { World } from '@holdfast/server/world.ts'
import type { Death } from './death.ts'
import type { CommitFault } from './happening.ts'

type Store = World['store']

export interface Mortality {
  readonly death: Death
  /** The process dies here. */
  readonly die: (where: string) => void
  /** What happens to the write that comes now. */
  readonly faultNow: () => CommitFault | undefined
  /** The clock of the database's machine, whatever database it is. */
  readonly databaseNow: () => number
}

/** Methods that change what is kept. */
const writes: ReadonlySet<string> = new Set([
  'onCard',
  'recordContacts',
  'putCheckpoint',
  'addStock',
  'reserveStock',
  'releaseStock',
  'fillPool',
  'dropPool',
  'holdStock',
  'freeStock',
  'putRelaySession',
  'endRelaySession',
  'putRecord',
  'claimRecord',
  'deleteRecord',
  'onDocument',
])

/** Writes whose decision runs inside; the first decision is where it may still fail. */
const deciding: ReadonlySet<string> = new Set(['onCard', 'onDocument'])

// A new one each time: one for all would keep every call of every dead process for ever.
const never = (): Promise<never> => new Promise(() => undefined)
const lost = () => new StoreError('unavailable', 'The database did not answer.')

type Call = (...args: readonly unknown[]) => unknown

/** The same store, as mortal as its process. */
export function mortalStore(store: Store, end: Mortality): Store {
  const mortality: Known = { ...end, own: new Set() }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (name === 'machineNow') return async () => mortality.databaseNow()
      if (typeof member !== 'function') return member
      const call: Call = member.bind(target)
      if (name === 'onCommitted') return listening(call, mortality)
      if (!writes.has(String(name))) return call
      return (...args: readonly unknown[]) => write({ name: String(name), call, args }, mortality)
    },
  })
}

interface Known extends Mortality {
  /** Cards and versions that this process decided. */
  readonly own: Set<string>
}

interface Told {
  readonly eid: string
  readonly cardVersion: number
}

const keyOf = (eid: unknown, version: number): string => `${eid} ${version}`

/** A dead process hears nothing; a living one what it committed itself, and not what others did. */
const listening =
  (call: Call, { death, own }: Known): Call =>
  (listener) =>
    call((events: unknown) => {
      if (death.isDead) return
      const mine = (events as readonly Told[]).filter((one) =>
        own.has(keyOf(one.eid, one.cardVersion)),
      )
      if (mine.length > 0) (listener as Call)(mine)
    })

/** The versions of a card that a decision makes. */
function versionsOf(state: unknown, work: unknown): readonly number[] {
  const { version = 0 } = (state ?? {}) as { readonly version?: number }
  const { events = [] } = (work ?? {}) as { readonly events?: readonly unknown[] }
  return events.map((_, n) => version + 1 + n)
}

interface Write {
  readonly name: string
  readonly call: Call
  readonly args: readonly unknown[]
}

async function write({ name, call, args }: Write, mortality: Known): Promise<unknown> {
  if (mortality.death.isDead) return never()
  const fault = mortality.faultNow()
  if (fault === 'fails') throw lost()
  if (fault === 'crash-before') {
    mortality.die(`before ${name}`)
    return never()
  }
  const decided: string[] = []
  const wanted = deciding.has(name)
    ? args.map((arg) => fenced(arg, { ...mortality, of: args[0], decided }))
    : args
  const result = await settled(call(...wanted))
  if (mortality.death.isDead) return never()
  if (result.kind === 'thrown') {
    for (const key of decided) mortality.own.delete(key)
    throw result.cause
  }
  if (fault === 'crash-after') {
    mortality.die(`after ${name}`)
    return never()
  }
  if (fault === 'unacknowledged') throw lost()
  return result.value
}

type Settled =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'thrown'; readonly cause: unknown }

/** What became of a call, to be told only to a process that lives. */
async function settled(call: unknown): Promise<Settled> {
  try {
    return { kind: 'done', value: await call }
  } catch (cause) {
    return { kind: 'thrown', cause }
  }
}

interface Deciding extends Known {
  /** The card. */
  readonly of: unknown
  /** What the decision made, to be taken back when nothing came of it. */
  readonly decided: string[]
}

/** What a process decides that dies while deciding is not written, and the card is free again. */
function fenced(arg: unknown, { death, own, of, decided }: Deciding): unknown {
  if (typeof arg !== 'function') return arg
  return async (...given: readonly unknown[]) => {
    const work = await death.orDead(arg(...given))
    if (death.isDead) throw lost()
    for (const version of versionsOf(given[0], work)) {
      decided.push(keyOf(of, version))
      own.add(keyOf(of, version))
    }
    return work
  }
}
