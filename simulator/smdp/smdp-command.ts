// `smdp`: a sandbox SM-DP+ on a loopback socket, with a stock of profiles of our own making or a
// profile file of the user's, and its orders kept in a file.

import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { TrustAnchor } from '@holdfast/gsma/certificate.ts'
import { readTrustAnchor } from '@holdfast/gsma/certificate.ts'
import { formatSigningKey } from '@holdfast/gsma/signature.ts'
import { readCertificateFile } from '../pki/external-pki.ts'
import { formatPem } from '../pki/pem.ts'
import { testPkis } from '../pki/sandbox-pki.ts'
import { confirmOrder, downloadOrder } from './es2plus.ts'
import type { ServedSmdp } from './http-server.ts'
import { serveSmdp } from './http-server.ts'
import { newSmdp, newStock } from './new-smdp.ts'
import type { ProfileRecord } from './order.ts'
import { inStock } from './order.ts'
import { describeProfile } from './profile-metadata.ts'
import type { Smdp } from './smdp.ts'
import { readPackageFile, readStockFile, writeStockFile } from './stock-file.ts'

export const smdpUsage = `holdfast sim smdp [options]
  --listen HOST:PORT     default 127.0.0.1:0 (a free port)
  --http                 plain HTTP; without it TLS with a certificate of the test chain
  --address NAME         its name in activation codes (default smdp.example.com)
  --oid OID              default 2.999.10
  --seed TEXT            of the test chain of trust (default: sandbox)
  --trust FILE           another certificate issuer whose cards are served; repeatable
  --state FILE           where stock and orders are kept
  --stock N              profiles of our own making when the stock is new (default 100)
  --profile-type TYPE    of these (default IOT)
  --operator NAME        service provider name (default Holdfast)
  --size OCTETS          of these packages (default 4000)
  --fallback-allowed     these profiles may be fallback profiles
  --upp FILE             serve this unprotected profile package, too
  --matching-id ID       release one profile (the one of --upp, if given) under this id at start
  --confirmation-code C  the code it needs
  --record FILE          append all exchanges as JSON lines`

const options = {
  listen: { type: 'string', default: '127.0.0.1:0' },
  http: { type: 'boolean', default: false },
  address: { type: 'string', default: 'smdp.example.com' },
  oid: { type: 'string', default: '2.999.10' },
  seed: { type: 'string', default: 'sandbox' },
  trust: { type: 'string', multiple: true, default: [] as string[] },
  state: { type: 'string' },
  stock: { type: 'string', default: '100' },
  'profile-type': { type: 'string', default: 'IOT' },
  operator: { type: 'string', default: 'Holdfast' },
  size: { type: 'string', default: '4000' },
  'fallback-allowed': { type: 'boolean', default: false },
  upp: { type: 'string' },
  'matching-id': { type: 'string' },
  'confirmation-code': { type: 'string' },
  record: { type: 'string' },
} as const

class UsageError extends Error {}

type Values = ReturnType<typeof readOptions>

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

/** Serves until SIGTERM or SIGINT; the exit status. */
export async function runSmdpCommand(args: readonly string[]): Promise<number> {
  try {
    const values = readOptions(args)
    const smdp = openSmdp(values)
    const served = await serve(values, smdp)
    process.stdout.write(`${JSON.stringify(announcement(values, smdp, served))}\n`)
    await new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve())
      process.once('SIGINT', () => resolve())
    })
    await served.close()
    return 0
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause
    process.stderr.write(`${cause.message}\n\n${smdpUsage}\n`)
    return 2
  }
}

/** One line for whoever started it: where it is, and what can be downloaded at once. */
function announcement(values: Values, smdp: Smdp, served: ServedSmdp): object {
  const profile = values['matching-id'] ? smdp.byMatchingId(values['matching-id']) : undefined
  return {
    url: served.url,
    address: values.address,
    ...(profile ? { iccid: profile.iccid, matchingId: profile.matchingId } : {}),
  }
}

function serve(values: Values, smdp: Smdp): Promise<ServedSmdp> {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(values.listen) ?? []
  if (!host) throw new UsageError(`--listen ${values.listen}: HOST:PORT is needed`)
  const [pki] = testPkis(values.seed, Date.now())
  const { tls } = pki.smdp({ address: host === '127.0.0.1' ? 'localhost' : host })
  return serveSmdp({
    smdp,
    host,
    port: Number(port),
    ...(values.http
      ? {}
      : {
          tls: {
            certificate: formatPem('CERTIFICATE', tls.certificate),
            key: formatSigningKey(tls.key),
          },
        }),
    clock: () => Date.now(),
    entropy: (size) => randomBytes(size),
    onExchange: (request, response) => {
      if (values.state) writeStockFile(values.state, smdp.profiles())
      if (!values.record) return
      const { path, body } = request
      const line = { type: 'http', path, request: body, ...response }
      appendFileSync(values.record, `${JSON.stringify(line)}\n`)
    },
  })
}

function openSmdp(values: Values): Smdp {
  const smdp = newSmdp({
    address: values.address,
    oid: values.oid,
    pkis: testPkis(values.seed, Date.now()),
    otherAnchors: values.trust.map(trusted),
    profiles: openStock(values),
  })
  const given = values.upp ? readGiven(values, values.upp) : undefined
  if (given && !smdp.profile(given.iccid)) smdp.put(given)
  releaseAtStart(values, smdp, given)
  if (values.state) writeStockFile(values.state, smdp.profiles())
  return smdp
}

function trusted(path: string): TrustAnchor {
  const certificate = readCertificateFile(path)
  if (!certificate.ok) throw new UsageError(`--trust: ${certificate.why}`)
  const anchor = readTrustAnchor(certificate.value)
  if (!anchor.ok) throw new UsageError(`--trust ${path}: ${anchor.why}`)
  return anchor.value
}

const number = (values: Values, name: 'stock' | 'size'): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 0) {
    throw new UsageError(`--${name} ${values[name]}: a whole number is needed`)
  }
  return value
}

function openStock(values: Values): readonly ProfileRecord[] {
  const kept = values.state ? readStockFile(values.state) : undefined
  if (kept && !kept.ok) throw new UsageError(kept.why)
  if (kept) return kept.value
  return newStock({
    count: number(values, 'stock'),
    iccidPrefix: '894988',
    profileType: values['profile-type'],
    serviceProviderName: values.operator,
    address: values.address,
    size: number(values, 'size'),
    facts: { fallbackAllowed: values['fallback-allowed'] },
  })
}

function readGiven(values: Values, path: string): ProfileRecord {
  const bytes = readPackageFile(path)
  if (!bytes.ok) throw new UsageError(`--upp: ${bytes.why}`)
  return inStock({
    iccid: bytes.value.iccid,
    profileType: 'GIVEN',
    description: describeProfile(values.operator, values.address),
    source: { kind: 'given', bytes: formatHex(bytes.value.bytes) },
  })
}

/** The order of --matching-id, made as an operator would make it. */
function releaseAtStart(values: Values, smdp: Smdp, given: ProfileRecord | undefined): void {
  const matchingId = values['matching-id']
  if (matchingId === undefined || smdp.byMatchingId(matchingId)) return
  const wanted = given ? { iccid: given.iccid } : { profileType: values['profile-type'] }
  const ordered = downloadOrder(smdp, wanted)
  if (ordered.kind === 'failed') throw new UsageError(`--matching-id: ${ordered.message}`)
  const confirmationCode = values['confirmation-code']
  const confirmed = confirmOrder(
    smdp,
    { iccid: ordered.value.iccid, releaseFlag: true, matchingId, confirmationCode },
    { now: Date.now(), entropy: (size) => randomBytes(size) },
  )
  if (confirmed.kind === 'failed') throw new UsageError(`--matching-id: ${confirmed.message}`)
}
