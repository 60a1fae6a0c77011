import { parseHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { profileInstallationResult } from '@holdfast/gsma/sgp22/notification.ts'
import { profileRollbackResponse } from '@holdfast/gsma/sgp32/es10b-iot.ts'
import { euiccPackageResult } from '@holdfast/gsma/sgp32/euicc-package-result.ts'
import { describe, expect, it } from 'vitest'
import { receiveNotification } from '../smdp/receive-notification.ts'
import type { BenchWish } from './bench.ts'
import { Bench, byIccid, resultsOf } from './bench.ts'
import type { CardAnswer } from './card.ts'
import type { CardNvm } from './nvm.ts'
import { powerUp } from './power-up.ts'

class PowerCut extends Error {}

/** A bench whose card loses power at one moment: before a command, or right after a commit. */
class CutBench extends Bench {
  moment = 0
  readonly cutAt: number
  lastStep = ''

  constructor(wish: BenchWish, cutAt: number) {
    super(wish)
    this.cutAt = cutAt
  }

  override answer(command: Uint8Array): CardAnswer {
    const before = this.card
    this.passMoment(before.nvm, 'before the command')
    const answer = super.answer(command)
    for (const { step, nvm } of answer.commits) this.passMoment(nvm, step)
    return answer
  }

  passMoment(nvm: CardNvm, step: string): void {
    this.moment += 1
    if (this.moment !== this.cutAt) return
    this.lastStep = step
    this.card = powerUp({ ...this.card, nvm }, this.entropy).card
    throw new PowerCut()
  }
}

function expectSound({ profiles, notifications, packageResults, ...nvm }: CardNvm): void {
  expect(profiles.filter(({ state }) => state === 'enabled').length).toBeLessThanOrEqual(1)
  expect(new Set(profiles.map(({ iccid }) => iccid)).size).toBe(profiles.length)
  expect(new Set(profiles.map(({ isdpAid }) => isdpAid)).size).toBe(profiles.length)
  const numbers = [...notifications, ...packageResults].map(({ seqNumber }) => seqNumber)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(Math.max(0, ...numbers)).toBeLessThan(nvm.nextSeqNumber)
  expect(nvm.packageUnderWay).toBeUndefined()
  expect(nvm.installation).toBeUndefined()
}

/** Runs `scene` with the power cut at every moment there is; `after` then looks at what is left. */
function cutEverywhere(
  wish: BenchWish,
  scene: (bench: CutBench) => void,
  after: (bench: CutBench) => void,
): number {
  for (let cutAt = 1; ; cutAt++) {
    const bench = new CutBench(wish, cutAt)
    try {
      scene(bench)
      return cutAt - 1
    } catch (cause) {
      if (!(cause instanceof PowerCut)) throw cause
      expectSound(bench.card.nvm)
      after(bench)
      expectSound(bench.card.nvm)
    }
  }
}

/** Hands the card's notifications to the SM-DP+, as an LPA does after power came back. */
function deliver(bench: Bench): void {
  for (const stored of bench.card.nvm.notifications) {
    if (stored.kind === 'install') {
      receiveNotification(bench.smdp, parseHex(stored.bytes), bench.world)
    }
  }
}

describe('a power cut in a download', () => {
  it.each([
    ['that the card reports', false],
    ['that the card is silent about', true],
  ])('at any moment %s leaves the profile whole or not at all', (_name, isSilent) => {
    const wish = { size: 4200, quirks: { isSilentAboutInterruption: isSilent } }
    let wanted = ''
    const moments = cutEverywhere(
      wish,
      (bench) => {
        wanted = bench.order('M-1')
        bench.download('M-1')
      },
      (bench) => {
        const isThere = bench.card.nvm.profiles.length === 1
        deliver(bench)
        const record = bench.smdp.profile(wanted)
        expect(record?.notifications.every(({ verified }) => verified)).toBe(true)
        if (isThere) {
          expect(record?.state).toBe('installed')
          return
        }
        expect(['released', 'downloaded']).toContain(record?.state)
        bench.now += 1000
        const again = bench.download('M-1')
        if (again.kind !== 'result') throw new Error(again.kind)
        const { finalResult } = decode(profileInstallationResult, again.bytes)
          .profileInstallationResultData.value
        expect(finalResult.kind).toBe('successResult')
        expect(bench.card.nvm.profiles).toHaveLength(1)
      },
    )
    expect(moments).toBeGreaterThan(12)
  })

  it('is reported with reason 11, signed', () => {
    const reasons = new Set<unknown>()
    cutEverywhere(
      {},
      (bench) => {
        bench.order('M-1')
        bench.download('M-1')
      },
      (bench) => {
        deliver(bench)
        for (const { notifications } of bench.smdp.profiles()) {
          for (const { verified, result } of notifications) reasons.add([verified, result])
        }
      },
    )
    expect([...reasons]).toContainEqual([true, { bppCommandId: 5, errorReason: 11 }])
  })
})

describe('a power cut in a package', () => {
  it('at any moment leaves a signed result of what was done, and the package is not done twice', () => {
    const steps = new Set<string>()
    const moments = cutEverywhere(
      { facts: { fallbackAllowed: true } },
      (bench) => {
        const first = bench.install('M-1')
        const second = bench.install('M-2')
        bench.enableLocally(first)
        bench.associate()
        bench.counterValue = 0
        bench.manage(
          { kind: 'setFallbackAttribute', value: byIccid(first) },
          { kind: 'enable', value: byIccid(second) },
          { kind: 'setDefaultDpAddress', value: { defaultDpAddress: 'x.example.com' } },
        )
      },
      (bench) => {
        const { eims, packageResults } = bench.card.nvm
        if (eims.length === 0) return
        steps.add(bench.lastStep)
        if (eims[0]?.counterValue === 0) {
          expect(packageResults).toEqual([])
          return
        }
        expect(packageResults).toHaveLength(1)
        const kept = decode(euiccPackageResult, parseHex(packageResults[0]!.bytes))
        const results = resultsOf(kept)
        const isWhole = bench.lastStep === 'result-kept'
        expect(results.at(-1)?.[0] === 'processingTerminated').toBe(!isWhole)
        if (!isWhole) expect(results.at(-1)).toEqual(['processingTerminated', 3])
        const isEnabled = results.some(([kind]) => kind === 'enableResult')
        expect(bench.card.nvm.profiles[1]?.state).toBe(isEnabled ? 'enabled' : 'disabled')
        bench.counterValue = 0
        const replay = bench.manage({ kind: 'getRAT', value: {} })
        expect(replay.kind).toBe('euiccPackageErrorSigned')
      },
    )
    expect(moments).toBeGreaterThan(30)
    expect([...steps]).toEqual(
      expect.arrayContaining([
        'package-accepted',
        '1-setFallbackAttribute',
        '2-enable',
        '3-setDefaultDpAddress',
        'result-kept',
      ]),
    )
  })

  it('between an enable and its result keeps the right to roll back', () => {
    cutEverywhere(
      {},
      (bench) => {
        const first = bench.install('M-1')
        const second = bench.install('M-2')
        bench.enableLocally(first)
        bench.associate()
        bench.manage({ kind: 'enable', value: { ...byIccid(second), rollbackFlag: true } })
        bench.send('BF58038001FF')
      },
      (bench) => {
        const isNew = bench.card.nvm.profiles[1]?.state === 'enabled'
        if (!isNew) return
        const { cmdResult } = decode(profileRollbackResponse, bench.send('BF58038001FF'))
        expect(cmdResult).toBe(0)
        expect(bench.card.nvm.profiles[0]?.state).toBe('enabled')
      },
    )
  })
})
