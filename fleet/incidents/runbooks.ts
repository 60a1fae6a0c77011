// What to do about each cause when it silences many devices: in words, in order. A cause without a
// row here is one of single devices and never an incident.

import type { CauseCode } from '../silence/cause.ts'

/** What the devices of one incident have in common. */
export type CommonPart = 'operator' | 'country' | 'plmn'

export interface Runbook {
  /** Devices with the same cause belong together when these are the same. */
  readonly by: readonly CommonPart[]
  readonly steps: readonly string[]
}

const afterRestart =
  'A modem that met this refusal may be deaf until it restarts: what does not call within its own ' +
  'interval needs a refresh of its registration, or a restart.'

export const runbooks: Partial<Readonly<Record<CauseCode, Runbook>>> = {
  'no-sign-at-all': {
    by: ['operator', 'country'],
    steps: [
      'Ask the operator whether its network or its gateway has trouble there.',
      'See whether the devices share a site, a power supply or a firmware: holdfast stranded.',
      'Wait for the network before anybody drives: the devices come back by themselves then.',
    ],
  },
  'network-trouble': {
    by: ['operator', 'country'],
    steps: [
      'Ask the operator when its network will take the devices again.',
      'Do nothing that makes them attach meanwhile; Holdfast holds such steps back.',
    ],
  },
  'no-data-path': {
    by: ['operator'],
    steps: [
      'Check the APN of the profile and that data service is on for the lines.',
      'Check DNS and the allow-list of the operator towards the address of the eIM.',
    ],
  },
  'switch-not-arrived': {
    by: ['operator'],
    steps: [
      'Pause the campaign that switches devices to this operator.',
      'Wait: cards go back by themselves, by rollback or fallback.',
      'Find out with one device why the new profile does not attach.',
    ],
  },
  'line-suspended': {
    by: ['operator'],
    steps: [
      'Ask the operator why the lines were suspended (a bill, a rule of traffic, a mistake).',
      'Let a few be resumed, and see them call.',
      'Let the rest be resumed, slowly enough for the network.',
      afterRestart,
    ],
  },
  'line-barred': {
    by: ['operator'],
    steps: ['Ask the operator which bar was set and by which rule.', afterRestart],
  },
  'line-not-active': {
    by: ['operator'],
    steps: ['Let the operator activate the lines before more devices are switched to them.'],
  },
  'line-terminated': {
    by: ['operator'],
    steps: [
      'These lines do not come back: choose another profile for the devices that have one.',
      'Ask the operator whether the terminations were meant.',
    ],
  },
  'line-refused': {
    by: ['operator'],
    steps: ['Let the operator look at the subscriptions in its HLR or UDM.', afterRestart],
  },
  'imei-refused': {
    by: ['operator'],
    steps: ['Let the operator bind the lines to these devices, or lift the lock.', afterRestart],
  },
  'place-refused': {
    by: ['operator', 'country'],
    steps: [
      'Ask the operator whether a roaming agreement ended there.',
      'Move the devices to a profile that is allowed there: a campaign over the filter below.',
    ],
  },
  'outside-countries': {
    by: ['operator', 'country'],
    steps: ['Move the devices to a profile that is allowed there, or have the country added.'],
  },
  'bytes-used-up': {
    by: ['operator'],
    steps: ['Top the lines up, or move them to another tariff: holdfast bootstrap names them.'],
  },
  'validity-over': {
    by: ['operator'],
    steps: ['Let the operator extend the lines; look at what else ends soon: holdfast bootstrap.'],
  },
  'bytes-forecast-used-up': {
    by: ['operator'],
    steps: ['Ask the operator what is left on the lines, then top them up.'],
  },
  'application-heard': {
    by: ['operator', 'country'],
    steps: [
      'Power, network and data work: look at the way to the eIM (DNS, allow-list, certificate).',
      'If one firmware is concerned, look at its IPA.',
    ],
  },
  'packages-refused': {
    by: [],
    steps: [
      'Find out whether another eIM took the cards over, or a reset removed ours.',
      'Stop campaigns on these devices until the cards obey again.',
    ],
  },
  'memory-reset': {
    by: [],
    steps: ['Find out who resets the cards; add this eIM again (holdfast eim info EID).'],
  },
}
