// The folder where this Holdfast keeps what must stay secret: keys and the first token, one file
// each, readable by their owner only. A secret is made once, whoever comes first; a restart and a
// second process find the same one.

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const ownerOnly = 0o600
const ownerOnlyFolder = 0o700

export interface KeyFolder {
  /** The text of the file `name`; `make` writes it when there is none yet. */
  secret(name: string, make: () => string): Promise<string>
  /** The text of the file, if it is there. */
  read(name: string): Promise<string | undefined>
  /** Puts `text` in place of whatever is there, whole or not at all. */
  replace(name: string, text: string): Promise<void>
  path(name: string): string
}

/** Opens the folder, making it when needed. Refuses one that others on the machine may enter. */
export async function openKeyFolder(folder: string): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: ownerOnlyFolder })
  const { mode } = await stat(folder)
  if (mode & 0o077) await chmod(folder, ownerOnlyFolder)
  const path = (name: string) => join(folder, name)
  const read = (name: string) => readIfThere(path(name))
  return {
    path,
    read,
    async secret(name, make) {
      const there = await read(name)
      if (there !== undefined) return there
      await writeOnce(path(name), make())
      return (await read(name)) as string
    },
    async replace(name, text) {
      await rm(path(name), { force: true })
      await writeOnce(path(name), text)
    },
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${path} cannot be read; it must belong to the user that runs Holdfast`, {
      cause,
    })
  }
}

/** Writes a whole file under another name first, so that no reader ever sees half a key. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  await writeFile(draft, text, { mode: ownerOnly, flush: true })
  try {
    await link(draft, path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  } finally {
    await rm(draft, { force: true })
  }
}

/** A new P-256 private key as PKCS#8 PEM. */
export const newP256Key = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string

/** A private key from PEM; `what` names it in the error. */
export function privateKeyFromPem(pem: string, what: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Error(`${what} is not a private key in PEM`, { cause })
  }
}
