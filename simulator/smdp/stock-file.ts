// Files of the sandbox SM-DP+: its stock with all orders as JSON, and unprotected profile packages
// that a user gives it.

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readElements } from '@holdfast/asn1/der.ts'
import { Asn1Error } from '@holdfast/asn1/error.ts'
import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { decodeIccidUnswapped } from '@holdfast/gsma/ids/iccid.ts'
import type { Parsed } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import type { ProfileRecord } from './order.ts'

interface StockFile {
  readonly format: 1
  readonly profiles: readonly ProfileRecord[]
}

/** The stock in the file; undefined when there is no file. */
export function readStockFile(path: string): Parsed<readonly ProfileRecord[]> | undefined {
  const contents = read(path)
  if (contents === undefined) return undefined
  if (!contents.ok) return contents
  try {
    const file = JSON.parse(new TextDecoder().decode(contents.value)) as StockFile
    if (file.format !== 1 || !Array.isArray(file.profiles)) {
      return refused('stock-file', `${path} is not a stock of this simulator`)
    }
    return accepted(file.profiles)
  } catch (cause) {
    return refused('stock-file', `${path} is not JSON: ${(cause as Error).message}`)
  }
}

/** Writes the whole stock beside the old file and puts it in its place. */
export function writeStockFile(path: string, profiles: readonly ProfileRecord[]): void {
  const file: StockFile = { format: 1, profiles }
  const beside = `${path}.new`
  writeFileSync(beside, `${JSON.stringify(file)}\n`, { mode: 0o600 })
  renameSync(beside, path)
}

/** A profile package in a file, with the ICCID that its header names. */
export function readPackageFile(
  path: string,
): Parsed<{ readonly iccid: Iccid; readonly bytes: Uint8Array }> {
  const contents = read(path)
  if (!contents) return refused('package-file', `${path} does not exist`)
  if (!contents.ok) return contents
  const bytes = contents.value
  const digits = headerIccid(bytes)
  if (!digits) return refused('package-file', `${path} does not begin with a profile header`)
  const iccid = decodeIccidUnswapped(digits)
  return iccid.ok ? accepted({ iccid: iccid.value, bytes }) : iccid
}

/** The 10 octets under 83 in the first element, which must be a header (A0). */
function headerIccid(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const [header] = readElements(bytes, 0, bytes.length)
    if (header?.tag !== 0xa0) return undefined
    const fields = readElements(bytes, header.valueStart, header.end)
    const iccid = fields.find((field) => field.tag === 0x83)
    return iccid && bytes.subarray(iccid.valueStart, iccid.end)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}

function read(path: string): Parsed<Uint8Array> | undefined {
  try {
    return accepted(new Uint8Array(readFileSync(path)))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    return refused('file', `${path} cannot be read: ${(cause as Error).message}`)
  }
}
