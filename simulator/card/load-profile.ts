// LoadBoundProfilePackage: the package comes in as pieces, each its own command and some of them cut
// TLVs. Nothing is answered to a piece but the last, unless something is wrong: then the result of
// the installation, at once. SGP.22 §5.7.6, §2.5.4, §2.5.5, §5.5.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { formatHex } from '@holdfast/asn1/hex.ts'
import type { Schema } from '@holdfast/asn1/schema.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import type { BppCommand, OpeningStep } from '@holdfast/gsma/bound-profile-opening.ts'
import {
  bppCommandId,
  openingErrorReason,
  openPiece,
  startOpening,
} from '@holdfast/gsma/bound-profile-opening.ts'
import { configureISDPRequest } from '@holdfast/gsma/sgp22/bound-profile-package.ts'
import type { PprIds, RulesAuthorisationTable } from '@holdfast/gsma/sgp22/elements.ts'
import type { StoreMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import type { CardAnswer, Loading } from './card.ts'
import { failureOf, installationResult, successOf } from './installation-result.ts'
import { aidOf } from './isdp-aid.ts'
import { footprintOf, freeMemory } from './memory.ts'
import type { InstallationUnderWay, StoredProfile } from './nvm.ts'
import { readProfileElements } from './profile-elements.ts'
import { withEvents } from './signed-notification.ts'
import { statusWords } from './status-words.ts'
import type { Turn } from './turn.ts'

const reasons = {
  ...openingErrorReason,
  iccidAlreadyExists: 9,
  insufficientMemory: 10,
  peProcessing: 12,
  dataMismatch: 13,
  pprNotAllowed: 15,
  unknown: 127,
} as const

interface Failure {
  readonly command: BppCommand
  readonly reason: keyof typeof reasons
}

/** Whether these octets are a piece of a bound profile package, not a command of their own. */
export function isPackagePiece(command: Uint8Array, isLoading: boolean): boolean {
  const [first, second] = command
  if (first === 0xbf) return second === 0x36
  return isLoading && first !== undefined
}

export function loadProfilePiece(turn: Turn, piece: Uint8Array): CardAnswer {
  const loading = piece[0] === 0xbf ? begin(turn) : turn.ram.loading
  if (!loading) return turn.refuse(statusWords.conditionsNotSatisfied)
  const { opening, steps } = openPiece(loading.opening, piece)
  turn.remember({ loading: { ...loading, opening } })
  for (const step of steps) {
    const end = take(turn, step)
    if (end) return end
  }
  return turn.answer(new Uint8Array(0))
}

/** The first piece: only after PrepareDownload. From here on a cut of power is an interruption. */
function begin(turn: Turn): Loading | undefined {
  const { session } = turn.ram
  if (!session?.prepared) return undefined
  const { eid } = turn.before.identity
  const opening = startOpening({
    transactionId: session.transactionId,
    eid,
    oneTimeKey: session.prepared.oneTimeKey,
    serverKey: session.prepared.bindingKey,
    strict: turn.model.quirks.strict,
  })
  turn.commit('installation-begun', {
    installation: {
      transactionId: formatHex(session.transactionId),
      serverAddress: session.serverAddress,
      smdpOid: session.serverOid,
      credential: session.ci,
    },
  })
  return { opening, profileSize: 0 }
}

/** What one step of the package means; an answer when it is the last. */
function take(turn: Turn, step: OpeningStep): CardAnswer | undefined {
  switch (step.kind) {
    case 'channel':
    case 'keys-replaced':
      return undefined
    case 'configuration':
      return takeConfiguration(turn, step.bytes)
    case 'metadata':
      return takeMetadata(turn, step.bytes)
    case 'profile-part':
      return takePart(turn, step.bytes)
    case 'profile':
      return takeProfile(turn, step.bytes)
    case 'refused':
      return fail(turn, step)
  }
}

const loadingOf = (turn: Turn): Loading => {
  const { loading } = turn.ram
  if (!loading) throw new Error('a step of a package stands in a package')
  return loading
}

const installationOf = (turn: Turn): InstallationUnderWay => {
  const { installation } = turn.nvm
  if (!installation) throw new Error('a package is only read while its installation stands')
  return installation
}

function takeConfiguration(turn: Turn, bytes: Uint8Array): CardAnswer | undefined {
  const read = attempt(configureISDPRequest, bytes)
  if (!read) return fail(turn, { command: 'configureISDP', reason: 'incorrectInputValues' })
  const dpOid = read.dpProprietaryData?.dpOid
  turn.remember({ loading: { ...loadingOf(turn), ...(dpOid === undefined ? {} : { dpOid }) } })
  return undefined
}

function takeMetadata(turn: Turn, bytes: Uint8Array): CardAnswer | undefined {
  const read = attempt(storeMetadataRequest, bytes)
  const reason = read ? metadataRefusal(turn, read) : 'incorrectInputValues'
  if (!read || reason) {
    return fail(turn, { command: 'storeMetadata', reason: reason ?? 'incorrectInputValues' })
  }
  turn.remember({ loading: { ...loadingOf(turn), metadata: bytes } })
  const installation = { ...installationOf(turn), iccid: formatHex(read.iccid) }
  turn.commit('metadata-stored', { installation })
  return undefined
}

function metadataRefusal(
  turn: Turn,
  metadata: StoreMetadataRequest,
): Failure['reason'] | undefined {
  const iccid = formatHex(metadata.iccid)
  if (turn.nvm.profiles.some((profile) => profile.iccid === iccid)) {
    const installation = { ...installationOf(turn), iccid }
    turn.commit('metadata-seen', { installation })
    return 'iccidAlreadyExists'
  }
  const rules = (metadata.profilePolicyRules ?? []).filter((rule) => rule !== 'pprUpdateControl')
  const owner = metadata.profileOwner?.mccMnc
  return isAuthorised(rules, owner, turn.model.rules) ? undefined : 'pprNotAllowed'
}

/** Every rule of the profile is one that the table grants its operator. SGP.22 §2.9.2. */
function isAuthorised(
  rules: PprIds,
  owner: Uint8Array | undefined,
  table: RulesAuthorisationTable,
): boolean {
  return rules.every((rule) =>
    table.some((row) => {
      const forOperator = row.allowedOperators.some(({ mccMnc }) => covers(mccMnc, owner))
      return forOperator && row.pprIds.includes(rule)
    }),
  )
}

/** A nibble E of the table stands for any digit. */
const covers = (allowed: Uint8Array, owner: Uint8Array | undefined): boolean => {
  const [pattern, actual] = [formatHex(allowed), owner ? formatHex(owner) : '']
  return [...pattern].every((digit, i) => digit === 'E' || digit === actual[i])
}

function takePart(turn: Turn, bytes: Uint8Array): CardAnswer | undefined {
  const loading = loadingOf(turn)
  const profileSize = loading.profileSize + bytes.length
  if (footprintOf(profileSize) > freeMemory(turn.model, turn.nvm)) {
    return fail(turn, { command: 'loadProfileElements', reason: 'insufficientMemory' })
  }
  turn.remember({ loading: { ...loading, profileSize } })
  return undefined
}

function takeProfile(turn: Turn, profile: Uint8Array): CardAnswer {
  const { iccid = '' } = installationOf(turn)
  const unknownElements = turn.model.quirks.unknownProfileElements
  const reading = readProfileElements(profile, { iccid, unknownElements })
  if (reading.kind === 'read') return install(turn, iccid)
  const reason = reading.reason === 'data-mismatch' ? 'dataMismatch' : 'peProcessing'
  return fail(turn, { command: 'loadProfileElements', reason })
}

/** One commit: the profile, its notifications and the end of the installation. */
function install(turn: Turn, iccid: string): CardAnswer {
  const { metadata, profileSize, dpOid } = loadingOf(turn)
  const { session } = turn.ram
  const installation = installationOf(turn)
  if (!metadata || !session) throw new Error('a profile follows its metadata, in a session')
  const isdpAid = aidOf(turn.nvm.nextInstance)
  const profile: StoredProfile = {
    iccid,
    isdpAid,
    state: 'disabled',
    metadata: formatHex(metadata),
    footprint: footprintOf(profileSize),
    fallbackAttribute: false,
    dpOid: dpOid ?? installation.smdpOid,
  }
  const lies = turn.model.quirks.reportsInstallErrorWrongly
  const told = lies
    ? failureOf(bppCommandId.loadProfileElements, reasons.unknown)
    : successOf(isdpAid)
  const { bytes, change } = installationResult(turn, installation, told)
  const others = { profile, event: 'install', exceptAddress: session.serverAddress } as const
  turn.commit('profile-installed', {
    ...withEvents(turn, change, [others]),
    profiles: [...turn.nvm.profiles, profile],
    nextInstance: turn.nvm.nextInstance + 1,
  })
  turn.remember({ loading: undefined, session: undefined, justInstalled: { iccid, session } })
  turn.notice({ kind: 'installed', iccid })
  return turn.answer(bytes)
}

function fail(turn: Turn, { command, reason }: Failure): CardAnswer {
  const finalResult = failureOf(bppCommandId[command], reasons[reason])
  const { bytes, change } = installationResult(turn, installationOf(turn), finalResult)
  turn.commit('installation-failed', change)
  turn.remember({ loading: undefined, session: undefined })
  return turn.answer(bytes)
}

function attempt<T>(schema: Schema<T>, bytes: Uint8Array): T | undefined {
  try {
    return decode(schema, bytes)
  } catch (cause) {
    if (cause instanceof Asn1Error) return undefined
    throw cause
  }
}
