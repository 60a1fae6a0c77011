// The world's command line: how many devices, which seed and scenario, how fast, and whether a
// conductor or a given server stands on the other side.

import { parseArgs } from 'node:util'
import type { Scenario } from '../scenarios/scenario.ts'
import { scenarioNamed } from '../scenarios/scenario-table.ts'
import type { ServerPlace } from './conductor-link.ts'

export interface WorldOptions {
  readonly devices: number
  readonly seed: number
  readonly scenario: Scenario
  /** Virtual seconds per real second; absent: as fast as it goes. */
  readonly speed?: number
  readonly untilDone: boolean
  /**
   * Devices with real I/O under way at the same time. One after the other (1) makes a world exactly
   * repeatable, also where devices meet at a server that judges by what others did.
   */
  readonly atOnce: number
  /** Without `untilDone`: when the world ends; absent: never. */
  readonly endHours?: number
  /** Where certificates to trust are written. */
  readonly folder: string
  /** A server that runs already; absent: a conductor tells it. */
  readonly server?: ServerPlace
}

/** The options of `world …`. @throws RangeError saying which one cannot be */
export function parseWorldOptions(args: readonly string[]): WorldOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      devices: { type: 'string' },
      seed: { type: 'string', default: '1' },
      scenario: { type: 'string', default: 'default' },
      speed: { type: 'string' },
      hours: { type: 'string' },
      'until-done': { type: 'boolean', default: false },
      'at-once': { type: 'string' },
      'data-dir': { type: 'string', default: '.' },
      'server-url': { type: 'string' },
      'esipa-url': { type: 'string' },
      token: { type: 'string' },
      'tls-ca': { type: 'string' },
    },
  })
  const scenario = scenarioNamed(values.scenario)
  const faultHours = values.hours === undefined ? scenario.faultHours : count('hours', values.hours)
  const boundHours = scenario.endsAtBound
    ? scenario.boundHours
    : Math.max(scenario.boundHours, faultHours + scenario.livenessHours + 96)
  const server = serverOf(values)
  const atOnce = values['at-once'] ?? (values['until-done'] ? '1' : '16')
  const speed = values.speed === undefined ? undefined : count('speed', values.speed)
  return {
    devices: values.devices === undefined ? scenario.devices : count('devices', values.devices),
    seed: count('seed', values.seed),
    scenario: { ...scenario, faultHours, boundHours },
    ...(speed === undefined ? {} : { speed }),
    untilDone: values['until-done'],
    ...(values.hours === undefined ? {} : { endHours: faultHours }),
    atOnce: Math.max(1, count('at-once', atOnce)),
    folder: values['data-dir'],
    ...(server ? { server } : {}),
  }
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new RangeError(`--${name} must be a number of 0 or more, "${text}" is none`)
}

function serverOf(values: {
  readonly 'server-url'?: string | undefined
  readonly 'esipa-url'?: string | undefined
  readonly token?: string | undefined
  readonly 'tls-ca'?: string | undefined
}): ServerPlace | undefined {
  const { 'server-url': apiUrl, 'esipa-url': esipaUrl, token, 'tls-ca': tlsCaFile } = values
  if (apiUrl === undefined && esipaUrl === undefined && token === undefined) return undefined
  if (apiUrl === undefined || esipaUrl === undefined || token === undefined) {
    throw new RangeError('--server-url, --esipa-url and --token go together')
  }
  return { apiUrl, esipaUrl, adminToken: token, ...(tlsCaFile === undefined ? {} : { tlsCaFile }) }
}
