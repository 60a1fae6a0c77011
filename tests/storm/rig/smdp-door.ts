// The SM-DP+ of a storm, reached without sockets: by the eIM and by devices themselves. Faults of
// the list happen here: nothing comes through, an answer is lost, a web server fails, a refusal.

import type { Es9Carrier } from '@holdfast/server/es9plus/es9plus-client.ts'
import { answerRequest, type HttpRequest } from '@holdfast/simulator/smdp/answer-request.ts'
import type { Smdp } from '@holdfast/simulator/smdp/smdp.ts'
import { smdpAddresses } from '@holdfast/simulator/world/operators.ts'
import type { DueFaults } from './due-faults.ts'
import type { WireRecord } from './wire-record.ts'

export interface SmdpDoorOptions {
  readonly smdps: readonly Smdp[]
  readonly entropy: (size: number) => Uint8Array
  readonly now: () => number
  readonly startAt: number
  readonly faults: DueFaults
  readonly wire: WireRecord
}

export interface SmdpAnswer {
  readonly status: number
  readonly text: string
}

interface Asking {
  readonly smdp: number
  readonly by: 'eim' | 'device'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Which SM-DP+ this address is; -1: none. */
export const smdpNumber = (address: string): number =>
  (smdpAddresses as readonly string[]).indexOf(address)

interface Window {
  readonly smdp: number
  readonly from: number
  readonly until: number
}

const isWithin = (windows: readonly Window[], smdp: number, at: number): boolean =>
  windows.some((one) => one.smdp === smdp && at >= one.from && at < one.until)

export class SmdpDoor {
  readonly #options: SmdpDoorOptions
  readonly #outages: readonly Window[]
  /** Nobody who checks its certificate talks to it. */
  readonly #strangers: readonly Window[]

  constructor(options: SmdpDoorOptions) {
    this.#options = options
    const { faults, startAt } = options
    this.#strangers = faults.all('smdp-certificate').map(({ at, forMs, smdp }) => {
      faults.count('smdp-certificate')
      return { smdp, from: startAt + at, until: startAt + at + forMs }
    })
    this.#outages = faults.all('smdp-out').map(({ at, forMs, smdp }) => {
      faults.count('smdp-out')
      return { smdp, from: startAt + at, until: startAt + at + forMs }
    })
  }

  /** The way of the server's ES9+ client. */
  readonly carrier: Es9Carrier = async (route, request) => {
    const answer = this.ask({
      smdp: smdpNumber(route.address),
      by: 'eim',
      path: `/gsma/rsp2/es9plus/${request.function}`,
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: JSON.stringify(request.body),
    })
    if (!answer) throw new Error('no answer in time')
    return answer
  }

  /** Undefined when no answer came. */
  ask(asking: Asking): SmdpAnswer | undefined {
    const { now, faults, wire } = this.#options
    const at = now()
    if (isWithin(this.#strangers, asking.smdp, at)) return undefined
    const order = wire.next()
    const hit = faults.take('smdp', at, asking.smdp)
    const isOut = isWithin(this.#outages, asking.smdp, at)
    const isReached = !isOut && (hit === undefined || hit.fault === 'lost-reply')
    const said = isReached ? this.#answer(asking, at) : undefined
    const got = isOut ? outOfOrder : this.#disturbed(said, hit)
    wire.es9.push({
      ...{ at, order, smdp: asking.smdp, by: asking.by, path: asking.path },
      request: asking.body,
      status: said?.status,
      reply: said?.text ?? '',
      isDisturbed: got !== said,
    })
    return got
  }

  #answer({ smdp, path, headers, body }: Asking, at: number): SmdpAnswer {
    const { smdps, entropy } = this.#options
    const request: HttpRequest = { method: 'POST', path, headers, body }
    const said = answerRequest(smdps[smdp] as Smdp, request, { now: at, entropy })
    return { status: said.status, text: said.body }
  }

  #disturbed(
    said: SmdpAnswer | undefined,
    hit: { readonly fault: string; readonly code: string } | undefined,
  ): SmdpAnswer | undefined {
    switch (hit?.fault) {
      case undefined:
        return said
      case 'http-500':
        return outOfOrder
      case 'not-json':
        return { status: 200, text: '<html>maintenance</html>' }
      case 'refused':
        return refusalOf(hit.code)
      default:
        return undefined
    }
  }
}

const outOfOrder: SmdpAnswer = { status: 500, text: 'out of order' }

function refusalOf(code: string): SmdpAnswer {
  const [subjectCode, reasonCode] = code.split('/')
  const statusCodeData = { subjectCode, reasonCode, message: 'refused by the storm' }
  const status = { status: 'Failed', statusCodeData }
  return { status: 200, text: JSON.stringify({ header: { functionExecutionStatus: status } }) }
}
