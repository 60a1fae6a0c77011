// A card in a file: which card it is and what it keeps, as JSON. Keys are not in it; they come from
// the seed, or from the certificate files that the card was made from.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type Eid, parseEid } from '@holdfast/gsma/ids/eid.ts'
import type { Parsed } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import type { Edition } from './card-model.ts'
import type { CardNvm } from './nvm.ts'

export interface CardFile {
  readonly format: 1
  readonly eid: Eid
  /** Of the test chain of trust; absent for a card made from certificate files. */
  readonly seed?: string | undefined
  readonly edition: Edition
  readonly strict: boolean
  readonly nvm: CardNvm
}

/** The card in the file; undefined when there is no file, refused when it is not a card. */
export function readCardFile(path: string): Parsed<CardFile> | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return refused('card-file', `${path} cannot be read: ${(cause as Error).message}`)
  }
  try {
    const file = JSON.parse(text) as CardFile
    const eid = parseEid(String(file.eid))
    if (file.format !== 1 || !eid.ok || !Array.isArray(file.nvm?.profiles)) {
      return refused('card-file', `${path} is not a card of this simulator`)
    }
    return accepted(file)
  } catch (cause) {
    return refused('card-file', `${path} is not JSON: ${(cause as Error).message}`)
  }
}

/** Writes the whole file beside the old one and puts it in its place. */
export function writeCardFile(path: string, file: CardFile): void {
  const beside = `${path}.new`
  writeFileSync(beside, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600 })
  renameSync(beside, path)
}
