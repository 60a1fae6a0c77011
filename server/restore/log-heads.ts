// How far this server had signed each tenant's log, in a file beside its keys: a database that was
// replaced by a backup does not know that it was, but its log is shorter than the file says, or
// another one at that size (F50); nor does it know how late it was then. The file sees nothing where
// the whole data folder was put back with the database, and nothing of the last minute:
// `holdfast up --restored` says it then.

import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Store } from '../store/contract.ts'
import type { World } from '../world.ts'

/** Size and root of a log when it was signed. */
export interface LogHead {
  readonly size: number
  readonly root: Uint8Array
  /** When it was signed, or was last still so. */
  readonly at: number
}

interface KeptHead {
  readonly size: number
  readonly root: string
  readonly at?: number
}

type Kept = Readonly<Record<string, KeptHead>>

const timeEveryMs = 300_000

export class LogHeads {
  readonly #path: string
  readonly #log: World['log']
  #kept: Kept
  #written: Promise<void> = Promise.resolve()

  private constructor(path: string, log: World['log'], kept: Kept) {
    this.#path = path
    this.#log = log
    this.#kept = kept
  }

  /** What the file says; nothing when there is none. One that cannot be read is begun anew. */
  static async open(path: string, log: World['log']): Promise<LogHeads> {
    return new LogHeads(path, log, await read(path, log))
  }

  /** Puts down that a log was signed. Never fails its caller: without the file only less is seen. */
  async note(tenant: string, { size, root, at }: LogHead): Promise<void> {
    const head = { size, root: Buffer.from(root).toString('base64'), at }
    const known = this.#kept[tenant]
    if (known?.size === head.size && known.root === head.root) return
    this.#kept = { ...this.#kept, [tenant]: head }
    await this.#write()
  }

  /** Puts down how late it is, every few minutes; a log in which nothing happens says nothing. */
  async noteTime(now: number): Promise<void> {
    const known = this.signedAt() ?? Number.NEGATIVE_INFINITY
    if (Object.keys(this.#kept).length === 0 || now - known < timeEveryMs) return
    const heads = Object.entries(this.#kept).map(([tenant, head]) => [tenant, { ...head, at: now }])
    this.#kept = Object.fromEntries(heads)
    await this.#write()
  }

  /** A time at which this server lived: it is not earlier than that, whatever clocks show (S12). */
  signedAt(): number | undefined {
    const times = Object.values(this.#kept).flatMap(({ at }) => at ?? [])
    return times.length === 0 ? undefined : Math.max(...times)
  }

  /** After a restore has been applied: what is known from before counts no more. */
  async forget(): Promise<void> {
    this.#kept = {}
    await this.#write()
  }

  /** In words, why the log is not the one that was signed here; undefined when it is. */
  async judge(store: Pick<Store, 'logHead' | 'checkpointAt'>): Promise<string | undefined> {
    for (const [tenant, known] of Object.entries(this.#kept)) {
      const why = await whyOther(store, tenant, known)
      if (why !== undefined) return why
    }
    return undefined
  }

  #write(): Promise<void> {
    this.#written = this.#written.then(async () => {
      try {
        const draft = `${this.#path}.new`
        await writeFile(draft, `${JSON.stringify(this.#kept, null, 2)}\n`, { flush: true })
        await rename(draft, this.#path)
      } catch (cause) {
        const facts = { path: this.#path, cause: String(cause) }
        this.#log('warn', 'how far the log was signed could not be put down', facts)
      }
    })
    return this.#written
  }
}

async function whyOther(
  store: Pick<Store, 'logHead' | 'checkpointAt'>,
  tenant: string,
  known: KeptHead,
): Promise<string | undefined> {
  const { size, root } = await store.logHead(tenant)
  if (size < known.size) {
    return `the log of ${tenant} has ${size} events, and ${known.size} were signed here`
  }
  const other = `the log of ${tenant} is not the one whose first ${known.size} events were signed here`
  if (size === known.size) {
    return Buffer.from(root).toString('base64') === known.root ? undefined : other
  }
  // Signed at that size with that root; what came after was proven to go on from it.
  const checkpoint = await store.checkpointAt(tenant, known.size)
  return checkpoint?.note.split('\n')[2] === known.root ? undefined : other
}

async function read(path: string, log: World['log']): Promise<Kept> {
  try {
    // Written by this class only; what was changed by hand shows as another log, which is safe.
    return JSON.parse(await readFile(path, 'utf8')) as Kept
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (!isAbsent) log('warn', 'how far the log was signed cannot be read', { path })
    return {}
  }
}
