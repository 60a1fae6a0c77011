// Profile state management operations of a package, one by one: each gives its result TLV, whether
// it failed, and the change to commit with it. SGP.32 §2.11.1.1 (Psmo), §2.11.2.1 (EuiccResultData).

import { formatHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import type { Psmo } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { EuiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { euiccResultData } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import type { CardNvm } from './nvm.ts'
import { enabledProfile } from './nvm.ts'
import type { Outcome } from './profile-change.ts'
import { deleteProfile, disableProfile, enableProfile, findProfile } from './profile-change.ts'
import { encodeProfileList, encodeProfileListError } from './profile-list.ts'
import { metadataOf } from './signed-notification.ts'
import type { Turn } from './turn.ts'

export interface OperationResult {
  readonly result: Uint8Array
  readonly failed: boolean
  readonly change?: Partial<CardNvm>
  /** Set by an enable that may be rolled back. */
  readonly rollbackToIccid?: string
  /** The enabled profile is another one now. */
  readonly switches?: boolean
}

/** What the package did before this operation. */
export interface PackageProgress {
  readonly hasSwitched: boolean
}

type CodeResult = Extract<EuiccResultData, { readonly value: number }>['kind']

const coded = (kind: CodeResult, outcome: Outcome): OperationResult => ({
  // Every kind of CodeResult has a number as its value.
  result: encode(euiccResultData, { kind, value: outcome.code } as EuiccResultData),
  failed: outcome.code !== 0,
  ...(outcome.change ? { change: outcome.change } : {}),
})

/** Carries out one operation; undefined when this card's edition does not know it. */
export function carryOut(
  turn: Turn,
  operation: Psmo,
  progress: PackageProgress,
): OperationResult | undefined {
  const isOld = turn.model.edition === 'v1.0'
  switch (operation.kind) {
    case 'enable':
      return enable(turn, operation.value)
    case 'disable': {
      const outcome = disableProfile(turn, { kind: 'iccid', value: operation.value.iccid })
      return { ...coded('disableResult', outcome), switches: outcome.code === 0 }
    }
    case 'delete':
      return coded(
        'deleteResult',
        deleteProfile(turn, { kind: 'iccid', value: operation.value.iccid }),
      )
    case 'listProfileInfo': {
      const result = progress.hasSwitched
        ? encodeProfileListError(11)
        : encodeProfileList(turn.nvm, operation.value, 'eim')
      return { result, failed: progress.hasSwitched }
    }
    case 'getRAT': {
      const value = turn.model.rules
      return { result: encode(euiccResultData, { kind: 'getRATResult', value }), failed: false }
    }
    case 'configureImmediateEnable':
      return coded('configureImmediateEnableResult', {
        code: 0,
        change: { immediateEnable: immediateEnableOf(operation.value) },
      })
    case 'setFallbackAttribute':
      if (isOld) return undefined
      return coded('setFallbackAttributeResult', setFallback(turn, operation.value.iccid))
    case 'unsetFallbackAttribute':
      return isOld ? undefined : coded('unsetFallbackAttributeResult', unsetFallback(turn))
    case 'setDefaultDpAddress': {
      if (isOld) return undefined
      const value = { setDefaultDpAddressResult: 0 }
      return {
        result: encode(euiccResultData, { kind: 'setDefaultDpAddressResult', value }),
        failed: false,
        change: { defaultSmdpAddress: operation.value.defaultDpAddress || undefined },
      }
    }
  }
}

type EnableValue = Extract<Psmo, { readonly kind: 'enable' }>['value']

function enable(turn: Turn, { iccid, rollbackFlag }: EnableValue): OperationResult {
  const refused = turn.model.quirks.enableRefusedWith
  if (refused !== undefined) return coded('enableResult', { code: refused })
  const current = enabledProfile(turn.nvm)
  // with nothing enabled there is nothing to go back to.
  if (rollbackFlag && !current && findProfile(turn.nvm, { kind: 'iccid', value: iccid })) {
    return coded('enableResult', { code: 20 })
  }
  const outcome = enableProfile(turn, { kind: 'iccid', value: iccid })
  const done = coded('enableResult', outcome)
  if (outcome.code !== 0) return done
  return {
    ...done,
    switches: true,
    ...(rollbackFlag && current ? { rollbackToIccid: current.iccid } : {}),
  }
}

/** What ConfigureImmediateEnable leaves configured: nothing when every member is absent. */
export function immediateEnableOf(asked: {
  readonly immediateEnableFlag?: true | undefined
  readonly defaultSmdpOid?: string | undefined
  readonly defaultSmdpAddress?: string | undefined
}): CardNvm['immediateEnable'] {
  if (!asked.immediateEnableFlag) return undefined
  const { defaultSmdpOid, defaultSmdpAddress } = asked
  return {
    ...(defaultSmdpOid === undefined ? {} : { smdpOid: defaultSmdpOid }),
    ...(defaultSmdpAddress === undefined ? {} : { smdpAddress: defaultSmdpAddress }),
  }
}

function setFallback(turn: Turn, iccid: Uint8Array): Outcome {
  const target = findProfile(turn.nvm, { kind: 'iccid', value: iccid })
  if (!target) return { code: 1 }
  if (metadataOf(target).fallbackAllowed !== true) return { code: 2 }
  const current = turn.nvm.profiles.find((profile) => profile.fallbackAttribute)
  if (current && current !== target && current.state === 'enabled') return { code: 3 }
  const wanted = formatHex(iccid)
  const profiles = turn.nvm.profiles.map((profile) => ({
    ...profile,
    fallbackAttribute: profile.iccid === wanted,
  }))
  return { code: 0, change: { profiles } }
}

function unsetFallback(turn: Turn): Outcome {
  const current = turn.nvm.profiles.find((profile) => profile.fallbackAttribute)
  if (!current) return { code: 2 }
  if (current.state === 'enabled') return { code: 3 }
  const profiles = turn.nvm.profiles.map((profile) =>
    profile === current ? { ...profile, fallbackAttribute: false } : profile,
  )
  return { code: 0, change: { profiles } }
}
