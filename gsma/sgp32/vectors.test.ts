import { formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode, encode } from '@holdfast/asn1/schema.ts'
import { describe, expect, test } from 'vitest'
import { sgp32Vectors } from '../vectors/sgp32-v13.ts'
import * as eimConfiguration from './eim-configuration.ts'
import * as es10b from './es10b-iot.ts'
import * as requests from './esipa-requests.ts'
import * as responses from './esipa-responses.ts'
import * as euiccPackage from './euicc-package.ts'
import * as packageResult from './euicc-package-result.ts'
import * as ipaEuiccData from './ipa-euicc-data.ts'
import * as notification from './notification.ts'

const schemas: Readonly<Record<string, unknown>> = {
  ...eimConfiguration,
  ...es10b,
  ...requests,
  ...responses,
  ...euiccPackage,
  ...packageResult,
  ...ipaEuiccData,
  ...notification,
}

describe('messages of SGP.32 v1.3', () => {
  test.each(sgp32Vectors)('$name survives decoding and encoding', (vector) => {
    const schema = schemas[vector.message] as Schema<unknown>
    const value = decode(schema, parseHex(vector.hex))
    const wanted = (vector.standard ?? vector.hex).toUpperCase()
    expect(formatHex(encode(schema, structuredClone(value)))).toBe(wanted)
  })
})
