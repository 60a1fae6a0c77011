// A device that answers the server by a script: one model card behind each counter. It knows what
// a card does with a command, and nothing of campaigns; what it is sent, when, and what becomes of
// its answers is decided by the product (fleet's decisions on the store's cards).

import { formatHex } from '@holdfast/asn1/hex.ts'
import {
  answerPoll,
  type DispatchDraft,
  type PollReply,
  recordDispatch,
} from '@holdfast/fleet/answer-poll.ts'
import { applyHeartbeat } from '@holdfast/fleet/apply-contact.ts'
import {
  applyCardData,
  applyNotification,
  applyPackageResult,
} from '@holdfast/fleet/apply-result.ts'
import { gateOf } from '@holdfast/fleet/campaign/dispatch-holds.ts'
import type { CardState } from '@holdfast/fleet/card-state.ts'
import type { NotificationFacts } from '@holdfast/fleet/notification.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import { ModelCard, type Note, type Signed } from '@holdfast/fleet/testing/model-card.ts'
import { asResult, commandOf } from '@holdfast/fleet/testing/model-card-wire.ts'
import type { EuiccPackageSigned } from '@holdfast/gsma/sgp32/euicc-package.ts'
import type { DispatchPicture } from '@holdfast/server/campaigns/dispatch-picture.ts'
import { bucketPrefix } from '@holdfast/server/store/bucket.ts'
import type { CardWork, Store } from '@holdfast/server/store/contract.ts'
import { StoreError } from '@holdfast/server/store/store-error.ts'

/** The server as a device meets it. */
export interface ServerSide {
  readonly store: Store
  readonly picture: DispatchPicture
  readonly now: () => number
}

type Sent = Extract<PollReply, { readonly dispatch: unknown }>

/** More exchanges than any session of a healthy device has. */
const exchangesMax = 40
const insufficientMemory = { ok: false, command: 0, reason: 9 } as const

export class ScriptedDevice {
  readonly #server: ServerSide
  readonly #eid: string
  readonly #card = new ModelCard()
  #last: Sent | undefined
  #count = 0
  /** Set while a download, or what follows it, waits for the end of the session. */
  #waiting: Sent | undefined

  constructor(server: ServerSide, eid: string, homeIccid: string) {
    this.#server = server
    this.#eid = eid
    this.#card.profiles.set(homeIccid, 'enabled')
  }

  /** Asks, and answers what takes no time; true when a download or a change is under way. */
  async begin(): Promise<boolean> {
    return this.#converse((sent) => sent.kind === 'trigger' || isEnable(sent))
  }

  /** The session got through: everything that was asked for is done. */
  async succeed(): Promise<void> {
    if (this.#waiting) await this.#carryOut(this.#waiting, true)
    await this.#converse(() => false)
  }

  /** Its software calls over the profile that it uses now. */
  async beat(): Promise<void> {
    const { enabled: iccid } = this.#card
    if (!iccid) return
    await this.#change((state, at) => applyHeartbeat(state, { iccid, at }, at))
  }

  /** This card cannot install the profile, and says so. */
  async fail(): Promise<void> {
    if (this.#waiting) await this.#carryOut(this.#waiting, false)
    await this.#converse((sent) => sent.kind === 'trigger')
  }

  async #converse(stopsAt: (sent: Sent) => boolean): Promise<boolean> {
    this.#waiting = undefined
    for (let exchange = 0; exchange < exchangesMax; exchange++) {
      const reply = await this.#poll()
      if (reply.kind === 'nothing') return false
      const sent = reply.kind === 'again' ? this.#last : reply
      if (!sent) return false
      this.#last = sent
      if (stopsAt(sent)) {
        this.#waiting = sent
        return true
      }
      await this.#carryOut(sent, true)
    }
    throw new Error(`${this.#eid} was never done`)
  }

  async #poll(): Promise<PollReply> {
    const { store, picture, now } = this.#server
    const at = now()
    const count = (++this.#count).toString(16).toUpperCase().padStart(22, '0')
    const newTransactionId = `${bucketPrefix(this.#eid)}${count}`
    const poll = { eimId: 'eim.example.com', newTransactionId, holds: picture.holds(at) }
    try {
      const { reply, before } = await store.onCard(this.#eid, (state): CardWork<Polled> => {
        if (!state) return { events: [], reply: { reply: { kind: 'nothing' } } }
        const answer = answerPoll(state, poll, at)
        if (!('dispatch' in answer.reply)) {
          return { events: answer.events, reply: { reply: answer.reply } }
        }
        const { dispatch } = answer.reply
        const bytes = `BF51${dispatch.eimTransactionId}`
        const sent = recordDispatch(answer.state, dispatch, bytes, at)
        return {
          events: [...answer.events, ...sent],
          reply: { reply: answer.reply, before: answer.state },
          ...gateFor(answer.state, dispatch),
        }
      })
      const operation = operationOf(before, reply)
      if (before && operation) picture.sent(before, operation, at)
      return reply
    } catch (cause) {
      if (cause instanceof StoreError && cause.code === 'gate-closed') return { kind: 'nothing' }
      throw cause
    }
  }

  async #carryOut(sent: Sent, isAble: boolean): Promise<void> {
    switch (sent.kind) {
      case 'data-request':
        return this.#tell(sent)
      case 'package':
        return this.#execute(sent.signed)
      case 'trigger':
        return this.#download(sent, isAble)
    }
  }

  async #tell({ dispatch }: Sent): Promise<void> {
    const { eimTransactionId, purpose } = dispatch
    if (purpose === 'ask-stored') for (const one of [...this.#card.stored]) await this.#give(one)
    for (const note of [...this.#card.notes]) await this.#notify(note)
    await this.#change((state, now) =>
      applyCardData(state, { eimTransactionId, euicc: { ...whoItIs, asOf: now } }, now),
    )
  }

  async #execute(signed: EuiccPackageSigned): Promise<void> {
    const id = formatHex(signed.eimTransactionId ?? new Uint8Array())
    await this.#give(this.#card.execute(id, signed.counterValue, commandOf(signed)))
    for (const note of [...this.#card.notes]) await this.#notify(note)
  }

  async #download({ dispatch }: Sent, isAble: boolean): Promise<void> {
    const state = await this.#server.store.card(this.#eid)
    const iccid = wantedIccid(state?.operations[dispatch.operationId])
    if (isAble) {
      this.#card.install(iccid)
      for (const note of [...this.#card.notes]) await this.#notify(note)
      return
    }
    const seqNumber = 1_000_000 + this.#count
    const facts = { trust: 'proven', seqNumber, event: 'install', iccid } as const
    await this.#tellNote({ ...facts, install: insufficientMemory })
  }

  async #give(signed: Signed): Promise<void> {
    const { acknowledge } = await this.#change((state, now) =>
      applyPackageResult(state, asResult(signed), now),
    )
    this.#card.acknowledge(acknowledge)
  }

  #notify(note: Note): Promise<void> {
    const install =
      note.event === 'install' ? { install: { ok: true, isdpAid: 'A0' } as const } : {}
    return this.#tellNote({ ...note, trust: 'proven', ...install })
  }

  async #tellNote(facts: NotificationFacts): Promise<void> {
    const { acknowledge } = await this.#change((state, now) => applyNotification(state, facts, now))
    this.#card.acknowledge([...acknowledge, facts.seqNumber])
  }

  #change<Reply>(decide: (state: CardState, now: number) => CardWork<Reply>): Promise<Reply> {
    const now = this.#server.now()
    return this.#server.store.onCard(this.#eid, (state) => {
      if (!state) throw new Error(`${this.#eid} is not in the inventory`)
      return decide(state, now)
    })
  }
}

interface Polled {
  readonly reply: PollReply
  readonly before?: CardState
}

const whoItIs = {
  eumCertificate: '30AA',
  euiccCertificate: '30BB',
  euiccInfo2: 'BF22',
  chainVerifiedAt: 1,
  ipaFeatures: ['indirectRspServerCommunication'],
  fallbackSupported: true,
  evidence: 'proven',
} as const

const isEnable = (sent: Sent): boolean =>
  sent.kind === 'package' && commandOf(sent.signed).kind === 'enable'

function gateFor(state: CardState, dispatch: DispatchDraft) {
  const gate = gateOf(state, dispatch)
  return gate ? { onlyWhile: { campaignId: gate.campaignId } } : {}
}

const operationOf = (state: CardState | undefined, reply: PollReply): Operation | undefined =>
  'dispatch' in reply ? state?.operations[reply.dispatch.operationId] : undefined

function wantedIccid(operation: Operation | undefined): string {
  const { wish, targetIccid } = operation ?? {}
  const asked = wish && 'profile' in wish ? wish.profile.iccid : undefined
  const iccid = targetIccid ?? asked
  if (iccid === undefined) throw new Error('a download that names no profile')
  return iccid
}
