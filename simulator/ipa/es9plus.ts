// ES9+ as the IPA's side of a direct download: the JSON binding of SGP.22 §5.6, §6.5.

import type { HttpReply, HttpRequest } from '../device/https-client.ts'
import type { DownloadServer, NoAnswer } from './esipa.ts'
import { readBound, readClient, readServer, readTaken } from './esipa-json.ts'
import { exchangeWithRepeats, type IpaLink, type Patience } from './exchange.ts'
import { formatBase64, formatUpperHex, type Json } from './json-fields.ts'

export interface Es9Options {
  readonly link: IpaLink
  /** Address of the SM-DP+ as in the activation code. */
  readonly smdpAddress: string
  readonly patience: Patience
}

const silence = (name: string): NoAnswer => ({ kind: 'no-answer', why: `no answer to ${name}` })

/** The SM-DP+ at this address. */
export function es9Plus(options: Es9Options): DownloadServer {
  const ask = askerOf(options)
  return {
    initiateAuthentication: async ({ challenge, info1 }) => {
      const name = 'initiateAuthentication'
      const body = {
        euiccChallenge: formatBase64(challenge),
        euiccInfo1: formatBase64(info1 ?? new Uint8Array()),
        smdpAddress: options.smdpAddress,
      }
      return (await ask(name, body, readServer)) ?? silence(name)
    },
    authenticateClient: async (transactionId, response) => {
      const name = 'authenticateClient'
      const body = {
        transactionId: formatUpperHex(transactionId),
        authenticateServerResponse: formatBase64(response),
      }
      return (await ask(name, body, readClient)) ?? silence(name)
    },
    getBoundProfilePackage: async (transactionId, response) => {
      const name = 'getBoundProfilePackage'
      const body = {
        transactionId: formatUpperHex(transactionId),
        prepareDownloadResponse: formatBase64(response),
      }
      return (await ask(name, body, readBound)) ?? silence(name)
    },
    notify: async (pending) => {
      const body = { pendingNotification: formatBase64(pending) }
      return (await ask('handleNotification', body, readTaken)) ?? false
    },
    cancel: async (transactionId, response) => {
      const body = {
        transactionId: formatUpperHex(transactionId),
        cancelSessionResponse: formatBase64(response),
      }
      await ask('cancelSession', body, readTaken)
    },
  }
}

function askerOf({ link, smdpAddress, patience }: Es9Options) {
  return <T>(
    name: string,
    body: Json,
    read: (reply: HttpReply) => T | undefined,
  ): Promise<T | undefined> => {
    const request: HttpRequest = {
      method: 'POST',
      url: new URL(`https://${smdpAddress}/gsma/rsp2/es9plus/${name}`),
      headers: {
        'content-type': 'application/json',
        'x-admin-protocol': 'gsma/rsp/v2.1.0',
        'user-agent': 'gsma-rsp-lpad',
      },
      body: new TextEncoder().encode(JSON.stringify(body)),
    }
    return exchangeWithRepeats(link, patience, { name: `ES9+ ${name}`, request, read })
  }
}
