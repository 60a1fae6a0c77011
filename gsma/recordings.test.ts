import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { expect, test } from 'vitest'
import { decodeAny } from './decode-any.ts'
import { cutBoundProfilePackage } from './sgp22/bound-profile-package.ts'
import type { Es2plusFunction } from './sgp22/es2plus.ts'
import {
  formatEs2plusRequest,
  formatEs2plusResponse,
  parseEs2plusRequest,
  parseEs2plusResponse,
} from './sgp22/es2plus.ts'
import type { Es9plusFunction } from './sgp22/es9plus-json.ts'
import {
  decodeEs9plusJsonRequest,
  decodeEs9plusJsonResponse,
  encodeEs9plusJsonRequest,
  encodeEs9plusJsonResponse,
} from './sgp22/es9plus-json.ts'

const folder = process.env.HOLDFAST_RECORDED_VECTORS ?? ''
const linesOf = (file: string): readonly string[] =>
  readFileSync(join(folder, file), 'utf8').split('\n')
const has = (file: string): boolean => folder !== '' && existsSync(join(folder, file))

const download = 'sgp22-download-lpac.txt'
const orders = 'es2plus-requests.txt'

const withoutHeader = (body: unknown): unknown => ({ ...(body as object), header: undefined })

interface Exchange {
  readonly name: Es9plusFunction
  readonly request: unknown
  readonly response: unknown
}

function httpExchanges(lines: readonly string[]): readonly Exchange[] {
  return lines.flatMap((line, i) => {
    const name = /^## HTTP \S+\/es9plus\/(\w+)/.exec(line)?.[1]
    if (!name) return []
    const body = (text: string | undefined): unknown => JSON.parse(text?.slice(5) ?? '')
    return [
      {
        name: name as Es9plusFunction,
        request: body(lines[i + 1]),
        response: body(lines[i + 2]),
      },
    ]
  })
}

test.skipIf(!has(download))(
  'the download of a real LPA: ES10 by name, ES9+ JSON both ways, segments as it cut them (set HOLDFAST_RECORDED_VECTORS)',
  () => {
    const lines = linesOf(download)
    const es10 = lines.flatMap((line) => /^(?:cmd |resp) ([0-9A-F]+)$/.exec(line)?.[1] ?? [])
    expect(es10.length).toBeGreaterThan(6)
    for (const hex of es10) expect(decodeAny(parseHex(hex)).remarks, hex).toEqual([])

    const exchanges = httpExchanges(lines)
    expect(exchanges.map(({ name }) => name)).toContain('getBoundProfilePackage')
    let bound: Uint8Array | undefined
    for (const { name, request, response } of exchanges) {
      const asked = decodeEs9plusJsonRequest(name, request)
      if (!asked.ok) throw new Error(asked.why)
      expect(encodeEs9plusJsonRequest(asked.value)).toEqual({ function: name, body: request })
      const answered = decodeEs9plusJsonResponse(name, response)
      if (!answered.ok || answered.value.kind === 'failed') throw new Error(name)
      const again = encodeEs9plusJsonResponse(answered.value)
      expect(withoutHeader(again)).toEqual(withoutHeader(response))
      if (answered.value.kind !== 'getBoundProfilePackage') continue
      bound = answered.value.value.boundProfilePackage
    }
    const segments = cutBoundProfilePackage(bound ?? new Uint8Array())
    const recorded = lines.flatMap((line) => {
      const match = /^ ?\d+ (\d+) bytes ([0-9A-F]+)/.exec(line)
      return match ? [{ size: Number(match[1]), begin: match[2] ?? '' }] : []
    })
    expect(segments.map((segment) => segment.length)).toEqual(recorded.map(({ size }) => size))
    segments.forEach((segment, i) => {
      expect(formatHex(segment).startsWith(recorded[i]?.begin ?? 'none')).toBe(true)
    })
    expect(concatBytes(...segments)).toEqual(bound)
  },
)

test.skipIf(!has(orders))(
  'the orders of a real client of ES2+ (set HOLDFAST_RECORDED_VECTORS)',
  () => {
    const lines = linesOf(orders)
    const starts = lines.flatMap((line, i) => (line.startsWith('POST ') ? [i] : []))
    expect(starts.length).toBeGreaterThan(2)
    for (const i of starts) {
      const name = lines[i]?.split('/').at(-1) as Es2plusFunction
      const asked = JSON.parse(lines[i + 2] ?? '') as object
      const request = parseEs2plusRequest(name, asked)
      if (!request.ok) throw new Error(request.why)
      expect(formatEs2plusRequest(request.value)).toEqual(asked)
      const answered = JSON.parse(lines[i + 3]?.slice(3) ?? '') as object
      const response = parseEs2plusResponse(name, answered)
      if (!response.ok) throw new Error(response.why)
      expect(formatEs2plusResponse(response.value)).toEqual(answered)
    }
  },
)
