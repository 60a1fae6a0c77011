import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { concatBytes, formatHex, parseHex } from '@holdfast/asn1/hex.ts'
import { describe, expect, it } from 'vitest'
import { Bench } from '../card/bench.ts'
import type { CardNvm } from '../card/nvm.ts'
import { LiveCard } from './live-card.ts'
import { answerCardCall, formatHttpAnswer, parseLpacLine } from './lpac-line.ts'
import { serveReader } from './vpcd-client.ts'
import { decodeFrames, encodeFrame } from './vpcd-frame.ts'

const isdr = 'A0000005591010FFFFFFFF8900000100'

function liveCard(bench = new Bench()) {
  const saved: CardNvm[] = []
  const card = new LiveCard(bench.card, bench.entropy, { save: (nvm) => saved.push(nvm) })
  return { card, saved, bench }
}

describe('a frame of the virtual reader', () => {
  it('is read from any cut of the stream', () => {
    const stream = concatBytes(
      encodeFrame(Uint8Array.of(1)),
      encodeFrame(Uint8Array.of(4)),
      encodeFrame(parseHex('00A40004023F00')),
      encodeFrame(Uint8Array.of(2)),
      encodeFrame(Uint8Array.of(0)),
    )
    for (let cut = 0; cut <= stream.length; cut++) {
      const first = decodeFrames(stream.subarray(0, cut))
      const second = decodeFrames(concatBytes(first.rest, stream.subarray(cut)))
      expect([...first.messages, ...second.messages].map(({ kind }) => kind)).toEqual([
        'power-on',
        'atr-wanted',
        'apdu',
        'reset',
        'power-off',
      ])
      expect(second.rest).toHaveLength(0)
    }
    expect(() => encodeFrame(new Uint8Array(65_536))).toThrow(RangeError)
  })
})

describe('a card in a virtual reader', () => {
  it('connects, answers power, ATR and APDUs, and ends when the reader hangs up', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const accepted = once(server, 'connection')
    const { card } = liveCard()
    const served = serveReader(card, { host: '127.0.0.1', port })
    const [socket] = (await accepted) as [Socket]
    socket.write(encodeFrame(Uint8Array.of(1)))
    socket.write(encodeFrame(Uint8Array.of(4)))
    const [atr] = (await once(socket, 'data')) as [Buffer]
    expect(atr[2]).toBe(0x3b)
    socket.write(encodeFrame(parseHex('0070000001')))
    const [response] = (await once(socket, 'data')) as [Buffer]
    expect(formatHex(response)).toBe('0003019000')
    socket.end()
    await served
    server.close()
  })

  it('fails loudly when there is no reader', async () => {
    const { card } = liveCard()
    await expect(serveReader(card, { host: '127.0.0.1', port: 1 })).rejects.toThrow()
  })
})

describe('the lines of lpac', () => {
  it('are told apart', () => {
    expect(parseLpacLine('{"type":"apdu","payload":{"func":"connect","param":null}}')).toEqual({
      kind: 'card',
      call: 'connect',
      parameter: '',
    })
    expect(
      parseLpacLine(
        '{"type":"http","payload":{"url":"https://a/b","tx":"7b7d","headers":["A: b","C: d: e"]}}',
      ),
    ).toEqual({
      kind: 'http',
      url: 'https://a/b',
      body: parseHex('7B7D'),
      headers: { A: 'b', C: 'd: e' },
    })
    expect(parseLpacLine('{"type":"progress","payload":{}}')?.kind).toBe('progress')
    expect(parseLpacLine('{"type":"lpa","payload":{}}')?.kind).toBe('end')
    expect(parseLpacLine('not JSON')).toBeUndefined()
    expect(parseLpacLine('7')).toBeUndefined()
    expect(formatHttpAnswer(204, new Uint8Array(0))).toBe(
      '{"type":"http","payload":{"rcode":204,"rx":""}}',
    )
  })

  it('open a channel, carry APDUs and close it; what the card keeps is saved first', () => {
    const { card, saved } = liveCard()
    const call = (name: string, parameter = '') =>
      JSON.parse(answerCardCall(card, name, parameter)).payload
    expect(call('connect')).toEqual({ ecode: 0 })
    expect(call('logic_channel_open', isdr.toLowerCase())).toEqual({ ecode: 1 })
    expect(call('transmit', '81e2910006bf3e035c015a')).toEqual({ ecode: 0, data: '6115' })
    expect(saved).toHaveLength(0)
    expect(call('transmit', '81e2910008bf3f0580036f6e65')).toEqual({ ecode: 0, data: '6106' })
    expect(saved.at(-1)?.defaultSmdpAddress).toBe('one')
    expect(call('logic_channel_open', 'a000000087')).toEqual({ ecode: -1 })
    expect(call('logic_channel_close', '01')).toEqual({ ecode: 0 })
    expect(call('transmit', '81e2910006bf3e035c015a')).toEqual({ ecode: 0, data: '6881' })
    expect(call('disconnect')).toEqual({ ecode: 0 })
    expect(call('unheard-of')).toEqual({ ecode: -1 })
  })
})
