// One table of all result codes, and a code in words. A code that no table holds is kept and said to
// be unknown, with what the standards' pattern tells of it; it is never refused and never guessed.

import { consumerFamilies } from './consumer-codes.ts'
import { esipaFamilies } from './esipa-codes.ts'
import { iotCommandFamilies } from './iot-command-codes.ts'
import { packageResultFamilies } from './package-result-codes.ts'
import type { CodeFamily, ResultCode } from './result-code.ts'
import { statusCodeFamily, statusReasons, statusSubjects } from './status-code-pairs.ts'

export const codeFamilies: readonly CodeFamily[] = [
  ...packageResultFamilies,
  ...esipaFamilies,
  ...iotCommandFamilies,
  ...consumerFamilies,
  statusCodeFamily,
]

const asCodes = ({ family, source, rows }: CodeFamily): readonly ResultCode[] =>
  rows.map(([code, name, meaning, remedy]) => ({
    family,
    code,
    name,
    meaning,
    ...(remedy === undefined ? {} : { remedy }),
    source,
  }))

/** Every code of every family. */
export const resultCodes: readonly ResultCode[] = codeFamilies.flatMap(asCodes)

const keyOf = (family: string, code: number | string): string => `${family} ${code}`
const byKey = new Map(resultCodes.map((known) => [keyOf(known.family, known.code), known]))

/** The code in words; for one that no table holds, what can be said of it. */
export function explainResultCode(family: string, code: number | string): ResultCode {
  const known = byKey.get(keyOf(family, code))
  if (known) return known
  const source = codeFamilies.find((one) => one.family === family)?.source ?? 'no table of ours'
  const pair = family === statusCodeFamily.family ? readingOfPair(String(code)) : undefined
  return {
    family,
    code,
    name: 'unknown',
    meaning: pair ?? `unknown code ${code} of ${family}`,
    remedy: 'Keep the message; ask the maker of the side that sent the code what it means.',
    source,
  }
}

/** Subject and reason of a pair by their general readings, as far as both have one. */
function readingOfPair(pair: string): string | undefined {
  const [subject = '', reason = ''] = pair.split('/')
  const [about, says] = [statusSubjects[subject], statusReasons[reason]]
  if (about === undefined && says === undefined) return undefined
  const words = `${about ?? `subject ${subject}`}: ${says ?? `reason ${reason}`}`
  return `${words} (unknown pair ${pair} of StatusCode)`
}

/** The status code of a header as the key of its table. */
export const statusCodeOf = (header: { subjectCode: string; reasonCode: string }): string =>
  `${header.subjectCode}/${header.reasonCode}`
