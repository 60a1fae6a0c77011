// The key that TLS session tickets are sealed with, kept for a day in the key folder: after a restart
// devices resume their sessions instead of all shaking hands anew (F53). A day later it is gone, and
// what was recorded before cannot be read with what is on the disk.

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ticketKeyOctets = 48
const keptMs = 86_400_000

/** Gives today's key: the one in the folder, or a new one in its place. */
export function keptTicketKey(folder: string, now: () => number): () => Buffer {
  const path = join(folder, 'session-ticket-key')
  return () => {
    const found = readKey(path)
    const age = found ? now() - found.madeAt : keptMs
    if (found && age >= 0 && age < keptMs) return found.key
    const key = randomBytes(ticketKeyOctets)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const draft = `${path}.${process.pid}.new`
    writeFileSync(draft, `${now()} ${key.toString('hex')}`, { mode: 0o600 })
    renameSync(draft, path)
    return key
  }
}

function readKey(path: string): { readonly madeAt: number; readonly key: Buffer } | undefined {
  try {
    const [madeAt = '', hex = ''] = readFileSync(path, 'utf8').split(' ')
    const key = Buffer.from(hex, 'hex')
    return key.length === ticketKeyOctets ? { madeAt: Number(madeAt), key } : undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be read`, { cause })
  }
}
