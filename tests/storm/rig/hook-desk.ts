// The operators' system that Holdfast asks for help over its hook: it checks the signature, does
// each thing once by its id, later and for real, and has the faults of such systems: no answer, an
// error, a page instead of an answer, a thing done whose answer is lost.

import type { HookAction, HookCall } from '@holdfast/connectors/operator-hooks/hook-message.ts'
import { verifyWebhook } from '@holdfast/connectors/operator-hooks/webhook-signature.ts'
import type { Device } from '@holdfast/simulator/device/device.ts'
import type { HomeRegister } from '@holdfast/simulator/network/home-register.ts'
import type { Timeline } from '@holdfast/simulator/world/timeline.ts'
import type { DueFaults } from './due-faults.ts'

/** One call as it arrived. */
export interface HookSeen {
  readonly at: number
  readonly id: string
  readonly body: string
  readonly eid: string
  readonly action: HookAction
  readonly isSigned: boolean
}

export interface HookDeskOptions {
  readonly now: () => number
  readonly faults: DueFaults
  readonly timeline: Timeline
  readonly device: (eid: string) => Device | undefined
  readonly register: (iccid: string) => HomeRegister | undefined
}

export const hookTarget = {
  url: 'https://hook.storm.example.com/',
  key: new Uint8Array(32).fill(7),
}

const order = 6e9
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const toppedUpBytes = 2_000_000
/** A wake is a short message; anything else waits for a clerk. */
const wakeAfterMs = 20_000
const clerkAfterMs = 5 * hourMs

export class HookDesk {
  readonly seen: HookSeen[] = []
  readonly #options: HookDeskOptions
  readonly #taken = new Set<string>()

  constructor(options: HookDeskOptions) {
    this.#options = options
  }

  /** As the product calls it. */
  readonly send: typeof globalThis.fetch = async (_, { headers, body } = {}) => {
    const { now, faults } = this.#options
    const at = now()
    const text = String(body)
    const told = headers as Readonly<Record<string, string>>
    const call = JSON.parse(text) as HookCall
    const parts = { id: call.id, timestamp: Number(told['webhook-timestamp']), body: text }
    const isSigned = verifyWebhook(hookTarget.key, parts, told['webhook-signature'] ?? '')
    const { id, eid, action } = call
    this.seen.push({ at, id, body: text, eid, action, isSigned })
    switch (faults.take('hook', at)?.how) {
      case 'no-answer':
        throw new Error('the connection timed out')
      case 'http-500':
        return new Response('out of order', { status: 500 })
      case 'not-json':
        return new Response('<html>please log in</html>', { status: 200 })
      case 'refused':
        return Response.json({ code: 'not-in-contract', why: 'no' }, { status: 403 })
      case 'done-then-lost':
        this.#take(call, at)
        throw new Error('the connection was reset')
      default:
        this.#take(call, at)
        return Response.json({ accepted: true })
    }
  }

  /** Once for an id, however often it is asked. */
  #take(call: HookCall, at: number): void {
    if (this.#taken.has(call.id)) return
    this.#taken.add(call.id)
    const after = call.action === 'wake' ? wakeAfterMs : clerkAfterMs
    this.#options.timeline.begin(order + this.#taken.size, at + after, async ({ now }) =>
      this.#fulfil(call, now),
    )
  }

  #fulfil({ action, eid, iccid = '' }: HookCall, at: number): void {
    const device = this.#options.device(eid)
    const register = this.#options.register(iccid)
    // A short message arrives only where the modem is registered with the line that it is for.
    if (action === 'wake' && device?.modem.iccid === iccid) device.bell.ring(at)
    if (action === 'refresh-registration') device?.modem.drop()
    if (action === 'reactivate-line') register?.reactivate(iccid, at)
    if (action === 'top-up') register?.topUp(iccid, toppedUpBytes, at)
    if (action === 'extend-bootstrap') {
      register?.topUp(iccid, toppedUpBytes, at)
      register?.change(iccid, at, { validUntil: at + 60 * dayMs })
    }
  }
}
