// Each step of a plan in words, and what proves that it is done.

import type { StepKind } from './plan.ts'

/** What the step does, for people: "enable 8988… (with rollback)". */
export function stepInWords(step: StepKind): string {
  switch (step.kind) {
    case 'identify':
      return 'ask the device for the certificates and capabilities of its card'
    case 'read':
      return 'have the card sign its list of profiles'
    case 'download':
      return `download the profile ${routeInWords(step.route)}`
    case 'enable':
      return `enable ${step.iccid ?? 'the downloaded profile'}${
        step.rollbackFlag ? ', allowing the card to roll back' : ''
      }`
    case 'disable':
      return `disable ${step.iccid}`
    case 'delete':
      return `delete ${step.iccid}`
    case 'set-fallback':
      return `make ${step.iccid} the fallback profile`
    case 'unset-fallback':
      return 'take the fallback attribute away'
    case 'confirm':
      return `wait until the device's software calls over ${step.iccid ?? 'the downloaded profile'}`
  }
}

function routeInWords(route: 'direct' | 'indirect' | undefined): string {
  if (route === undefined) return 'by the route that the device turns out to support'
  return route === 'direct' ? 'by the device itself' : 'through the eIM'
}

/** Each kind of step, in a word or a few. */
export const stepNames: Readonly<Record<StepKind['kind'], string>> = {
  identify: 'find out who the card is',
  read: 'read the list of profiles',
  download: 'download',
  enable: 'enable',
  disable: 'disable',
  delete: 'delete',
  'set-fallback': 'set the fallback profile',
  'unset-fallback': 'unset the fallback profile',
  confirm: 'wait for the device to call over the new profile',
}

const proofs: Readonly<Record<StepKind['kind'], string>> = {
  identify: "the certificate chain of the card verifies up to a trusted CI, and the IPA's answer",
  read: "the card's signature over its list of profiles",
  download: "the card's signed installation result, or its signed list with the new profile",
  enable: "the card's signed result, or its signed list with the profile enabled",
  disable: "the card's signed result, or its signed list with the profile disabled",
  delete: "the card's signed result, or its signed list without the profile",
  'set-fallback': "the card's signed result, or its signed list with the attribute",
  'unset-fallback': "the card's signed result, or its signed list without the attribute",
  confirm: "a heartbeat of the device's own software over this ICCID after the enable is proven",
}

export const proofOf = (step: StepKind): string => proofs[step.kind]
