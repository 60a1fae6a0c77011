// A whole IPA of the simulator over real TLS against a server on the desk: both bindings, each
// version, direct and indirect downloads, and a link on which a test loses what it likes.

import { Agent, request } from 'node:https'
import { parseHex } from '@holdfast/asn1/hex.ts'
import { encode } from '@holdfast/asn1/schema.ts'
import { decodeIccid, encodeIccid, type Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { storeMetadataRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import { answerCommand } from '@holdfast/simulator/card/answer-command.ts'
import type { Card } from '@holdfast/simulator/card/card.ts'
import { cardModel } from '@holdfast/simulator/card/card-model.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import { newCard, testEid, testIdentity } from '@holdfast/simulator/card/new-card.ts'
import { enabledProfile } from '@holdfast/simulator/card/nvm.ts'
import { withPreloaded } from '@holdfast/simulator/card/preloaded-profile.ts'
import { CardRefused } from '@holdfast/simulator/ipa/card-port.ts'
import { es9Plus } from '@holdfast/simulator/ipa/es9plus.ts'
import { esipaOverAsn1 } from '@holdfast/simulator/ipa/esipa-asn1.ts'
import { esipaOverJson } from '@holdfast/simulator/ipa/esipa-json.ts'
import type { IpaLink } from '@holdfast/simulator/ipa/exchange.ts'
import type { Ipa, IpaTraits } from '@holdfast/simulator/ipa/ipa.ts'
import { pollSession, type SessionEnd } from '@holdfast/simulator/ipa/poll-session.ts'
import { addInitialEim } from '../eim-identity.ts'
import type { Site } from './site.ts'

export type Fate = 'answered' | 'lost-request' | 'lost-reply'

export interface FieldIpaWish {
  readonly serial: number
  readonly traits?: Partial<IpaTraits>
  /** The profile that the card leaves the factory with, enabled. */
  readonly factoryIccid: Iccid
  /** What becomes of the n-th exchange of a function, counted from 1. */
  readonly fate?: (name: string, n: number) => Fate
  /** TLS of the SM-DP+ for direct downloads, PEM. */
  readonly smdp?: { readonly url: string; readonly ca: string }
}

export interface FieldIpa extends Disposable {
  readonly eid: string
  /** One contact: polls until nothing waits. */
  contact(): Promise<SessionEnd>
  enabledIccid(): string | undefined
  readonly exchanges: readonly string[]
  card(): Card
}

const usualTraits: IpaTraits = {
  dialect: 'v1.3',
  binding: 'asn1',
  downloads: 'both',
  offersStoredResults: true,
  bundlesNotifications: true,
  omitsInfo2: false,
  rollbackPatienceMs: 60_000,
  fallbackPatienceMs: 3_600_000,
  imei: '490154203237518',
}

const patience = { timeoutMs: 20_000, repeatAfterMs: [1, 1] }

/** A device whose card knows the site's eIM; its card is not in the inventory yet. */
export function fieldIpa(site: Site, wish: FieldIpaWish): FieldIpa {
  const traits = { ...usualTraits, ...wish.traits }
  const eid = testEid(wish.serial)
  const entropy = countingEntropy(`ipa ${wish.serial}`)
  let card = factoryCard(site, { eid, traits, iccid: wish.factoryIccid })
  const send = (command: Uint8Array): Uint8Array => {
    const answer = answerCommand(card, command, entropy)
    card = answer.card
    if (answer.reply.kind === 'refused') throw new CardRefused(answer.reply.statusWord)
    return answer.reply.bytes
  }
  send(addInitialEim({ world: site.world }))
  const exchanges: string[] = []
  const agent = new Agent({ keepAlive: true, ca: site.tlsCa })
  const link = linkOver({ agent, exchanges, fate: wish.fate ?? (() => 'answered') })
  const common = { link, url: site.listener.url, patience, userAgent: 'gsma-rsp-ipad' }
  const ipa: Ipa = {
    traits,
    card: { send: async (command) => send(command) },
    modem: {
      followRefresh: async () => true,
      isReady: async () => true,
      rPlmn: () => parseHex('62F220'),
    },
    esipa:
      traits.binding === 'json'
        ? esipaOverJson(common)
        : esipaOverAsn1({ ...common, dialect: traits.dialect }),
    smdp: () => {
      if (!wish.smdp) throw new Error('this device reaches no SM-DP+')
      const own = new Agent({ keepAlive: true, ca: wish.smdp.ca, servername: smdpName })
      const { url } = wish.smdp
      const direct = linkOver({ agent: own, exchanges, baseUrl: url })
      return es9Plus({ patience, smdpAddress: smdpName, link: direct })
    },
    now: () => site.clock.now(),
    wait: async () => {},
    note: () => {},
  }
  return {
    eid,
    exchanges,
    card: () => card,
    contact: () => pollSession(ipa),
    enabledIccid() {
      const enabled = enabledProfile(card.nvm)
      const iccid = enabled && decodeIccid(parseHex(enabled.iccid))
      return iccid?.ok ? iccid.value : undefined
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/** The address of the SM-DP+ in these tests. */
export const smdpName = 'smdp.example.com'

interface Making {
  readonly eid: ReturnType<typeof testEid>
  readonly traits: IpaTraits
  readonly iccid: Iccid
}

function factoryCard(site: Site, { eid, traits, iccid }: Making): Card {
  const card = newCard(testIdentity(eid, site.pki), cardModel({ edition: traits.dialect }))
  const metadata = encode(storeMetadataRequest, {
    iccid: encodeIccid(iccid),
    serviceProviderName: 'Home',
    profileName: 'Home',
    profileClass: 2,
  })
  return { ...card, nvm: withPreloaded(card.nvm, { metadata, size: 4_000, isEnabled: true }) }
}

interface Linking {
  readonly agent: Agent
  readonly exchanges: string[]
  readonly fate?: (name: string, n: number) => Fate
  /** Where a name that no resolver knows really listens. */
  readonly baseUrl?: string
}

function linkOver({ agent, exchanges, fate = () => 'answered', baseUrl }: Linking): IpaLink {
  const counts = new Map<string, number>()
  return {
    wait: async () => {},
    async exchange(name, wanted) {
      const n = (counts.get(name) ?? 0) + 1
      counts.set(name, n)
      const happens = fate(name, n)
      exchanges.push(happens === 'answered' ? name : `${name} (${happens})`)
      if (happens === 'lost-request') return { kind: 'no-answer' }
      const url = baseUrl ? new URL(wanted.url.pathname, baseUrl) : wanted.url
      const reply = await exchangeOver(agent, { ...wanted, url })
      return happens === 'answered' ? { kind: 'answered', reply } : { kind: 'no-answer' }
    },
  }
}

type Exchange = IpaLink['exchange']
type Asked = Parameters<Exchange>[1]
type Reply = Extract<Awaited<ReturnType<Exchange>>, { kind: 'answered' }>['reply']

function exchangeOver(agent: Agent, { method, url, headers, body }: Asked): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent }, (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('end', () => {
        const whole = new Uint8Array(Buffer.concat(parts))
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: whole })
      })
    })
    req.on('error', reject)
    req.end(body)
  })
}
