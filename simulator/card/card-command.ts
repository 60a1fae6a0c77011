// `card`: one software card from a file, for other people's tools. With --vpcd it sits in a virtual
// PC/SC reader; with --lpac it answers a real lpac. Made on first use, from a seed or from
// certificate files.

import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatHex } from '@holdfast/asn1/hex.ts'
import { type Eid, parseEid } from '@holdfast/gsma/ids/eid.ts'
import { LiveCard } from '../apdu/live-card.ts'
import { runLpac } from '../apdu/run-lpac.ts'
import { serveReader } from '../apdu/vpcd-client.ts'
import { readCardFiles } from '../pki/external-pki.ts'
import { testPkis } from '../pki/sandbox-pki.ts'
import type { CardIdentity } from './card.ts'
import type { CardFile } from './card-file.ts'
import { readCardFile, writeCardFile } from './card-file.ts'
import type { Edition } from './card-model.ts'
import { cardModel } from './card-model.ts'
import { newCard, testEid, testIdentity } from './new-card.ts'
import { blankNvm } from './nvm.ts'

export const cardUsage = `holdfast sim card --state FILE [options] (--vpcd HOST:PORT | --lpac PATH -- ARGS…)
  --state FILE       where the card is kept; made on first use
  --eid EID          32 digits; default the first of the test card maker
  --seed TEXT        of the test chain of trust (default: sandbox)
  --pki DIR          certificate files instead: ci.der eum.der euicc.der euicc-key.pem (or .pem)
  --edition E        consumer, v1.0, v1.2 or v1.3 (default v1.3); of a new card
  --strict           refuse what the standard refuses; of a new card
  --vpcd HOST:PORT   connect to a virtual reader there
  --lpac PATH        run this lpac with ARGS against the card; its exit status is ours
  --smdp URL         send every https://HOST/… of lpac's to this server instead
  --record FILE      append all exchanges as JSON lines
  --verbose          show lpac's progress`

const options = {
  state: { type: 'string' },
  eid: { type: 'string' },
  seed: { type: 'string' },
  pki: { type: 'string' },
  edition: { type: 'string' },
  strict: { type: 'boolean' },
  vpcd: { type: 'string' },
  lpac: { type: 'string' },
  smdp: { type: 'string' },
  record: { type: 'string' },
  verbose: { type: 'boolean' },
} as const

class UsageError extends Error {}

type Values = ReturnType<typeof readOptions>['values']

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

/** Runs the command; the exit status. */
export async function runCardCommand(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = readOptions(args)
    return await serve(values, positionals)
  } catch (cause) {
    const isUsage = cause instanceof UsageError
    process.stderr.write(`${explain(cause)}\n${isUsage ? `\n${cardUsage}\n` : ''}`)
    return isUsage ? 2 : 1
  }
}

/** The message of an error and of its cause: a reader that is not there, an lpac that is none. */
function explain(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message
}

async function serve(values: Values, args: readonly string[]): Promise<number> {
  if (!values.state) throw new UsageError('--state FILE is needed')
  const card = openCard(values, values.state)
  if (values.vpcd) {
    await serveReader(card, readerAddress(values.vpcd))
    return 0
  }
  if (!values.lpac) throw new UsageError('--vpcd HOST:PORT or --lpac PATH is needed')
  const end = await runLpac(card, {
    path: values.lpac,
    args,
    smdpUrl: values.smdp,
    onHttp: (exchange) => record(values, { type: 'http', ...exchange }),
    onLine: (line) => {
      if (values.verbose) process.stderr.write(`${line}\n`)
    },
  })
  if (end.result !== undefined) process.stdout.write(`${end.result}\n`)
  return end.exitStatus ?? 1
}

function readerAddress(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(text) ?? []
  if (!host) throw new UsageError(`--vpcd ${text}: HOST:PORT is needed`)
  return { host, port: Number(port) }
}

function record(values: Values, line: object): void {
  if (values.record) appendFileSync(values.record, `${JSON.stringify(line)}\n`)
}

function openCard(values: Values, path: string): LiveCard {
  const known = readCardFile(path)
  if (known && !known.ok) throw new UsageError(known.why)
  const identity = values.pki ? filesIdentity(values.pki) : seedIdentity(values, known?.value)
  const file: CardFile = known?.value ?? {
    format: 1,
    eid: identity.eid,
    seed: values.pki ? undefined : (values.seed ?? 'sandbox'),
    edition: editionOf(values.edition),
    strict: values.strict ?? false,
    nvm: blankNvm(),
  }
  if (file.eid !== identity.eid) {
    throw new UsageError(`${path} is the card ${file.eid}, not ${identity.eid}`)
  }
  const save = (nvm: CardFile['nvm']): void => writeCardFile(path, { ...file, nvm })
  if (!known) save(file.nvm)
  const model = cardModel({ edition: file.edition }, { strict: file.strict })
  return new LiveCard(newCard(identity, model, file.nvm), (size) => randomBytes(size), {
    save,
    onExchange: ({ command, response }) =>
      record(values, {
        type: 'apdu',
        request: formatHex(command),
        response: formatHex(response),
      }),
  })
}

function editionOf(text = 'v1.3'): Edition {
  const editions: readonly string[] = ['consumer', 'v1.0', 'v1.2', 'v1.3']
  if (!editions.includes(text)) throw new UsageError(`--edition ${text}: ${editions.join(', ')}`)
  return text as Edition
}

function seedIdentity(values: Values, file: CardFile | undefined): CardIdentity {
  const seed = values.seed ?? file?.seed ?? 'sandbox'
  const eid = eidOf(values.eid) ?? file?.eid ?? testEid(1)
  return testIdentity(eid, ...testPkis(seed, Date.now(), [eid.slice(0, 8)]))
}

function eidOf(text: string | undefined): Eid | undefined {
  if (text === undefined) return undefined
  const eid = parseEid(text)
  if (!eid.ok) {
    const hint = eid.suggestion ? ` (did you mean ${eid.suggestion}?)` : ''
    throw new UsageError(`--eid: ${eid.why}${hint}`)
  }
  return eid.value
}

/** The card of a directory with the four files. */
function filesIdentity(directory: string): CardIdentity {
  const at = (name: string): string => join(directory, name)
  const files = {
    ci: at('ci.der'),
    eum: at('eum.der'),
    euicc: at('euicc.der'),
    key: at('euicc-key.pem'),
  }
  const read = readCardFiles(files)
  if (!read.ok) throw new UsageError(`--pki ${directory}: ${read.why}`)
  const { eid, key, certificate, eumCertificate, ciCertificate, ciKeyId } = read.value
  const credential = { key, euiccCertificate: certificate, eumCertificate }
  return {
    eid,
    cis: [{ keyId: ciKeyId, certificate: ciCertificate, credential: () => credential }],
  }
}
