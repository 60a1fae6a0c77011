import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { chanceOf } from './chance.ts'
import { Bell, type Instant, LifeBroken, Timeline } from './timeline.ts'

const startAt = 1_700_000_000_000

function timelineOf(told: Instant[] = [], atOnce = 4): Timeline {
  return new Timeline({
    startAt,
    windowMs: 1000,
    strideMaxMs: 60_000,
    atOnce,
    tell: async (now) => void told.push(now),
  })
}

test('time jumps to the next thing that is due, and everybody is told each instant first', async () => {
  const told: Instant[] = []
  const timeline = timelineOf(told)
  const seen: [Instant, Instant][] = []
  timeline.begin(0, startAt + 5000, async (clock) => {
    seen.push([clock.now, told.at(-1) as Instant])
    await clock.until(startAt + 30_000)
    seen.push([clock.now, told.at(-1) as Instant])
  })
  await timeline.run(() => false)
  expect(seen).toEqual([
    [startAt + 5000, startAt + 5000],
    [startAt + 30_000, startAt + 30_000],
  ])
})

test('the clock never strides further than allowed while nothing is due', async () => {
  const told: Instant[] = []
  const timeline = timelineOf(told)
  timeline.begin(0, startAt + 150_000, async () => {})
  await timeline.run(() => false)
  expect(told.map((at) => at - startAt)).toEqual([60_000, 120_000, 150_000])
})

test('time stands still while real I/O is under way, however long it takes', async () => {
  const told: Instant[] = []
  const timeline = timelineOf(told)
  let toldDuring: number | undefined
  timeline.begin(0, startAt, async (clock) => {
    for (let i = 0; i < 20; i++) await turn()
    toldDuring = told.length
    await clock.spend(5000)
  })
  timeline.begin(1, startAt + 2000, async () => {})
  await timeline.run(() => false)
  expect(toldDuring).toBe(1)
  expect(told.map((at) => at - startAt)).toEqual([0, 2000, 5000])
})

test('a life goes on alone within the window and waits at its end', async () => {
  const told: Instant[] = []
  const timeline = timelineOf(told)
  const seen: number[] = []
  timeline.begin(0, startAt, async (clock) => {
    for (let i = 0; i < 5; i++) {
      seen.push(told.length)
      await clock.spend(400)
    }
  })
  await timeline.run(() => false)
  expect(seen).toEqual([1, 1, 1, 2, 2])
})

test('no more lives are awake at once than allowed', async () => {
  const timeline = timelineOf([], 3)
  let awake = 0
  let most = 0
  for (let life = 0; life < 12; life++) {
    timeline.begin(life, startAt, async (clock) => {
      for (let i = 0; i < 3; i++) {
        awake += 1
        most = Math.max(most, awake)
        await turn()
        awake -= 1
        await clock.spend(1500)
      }
    })
  }
  await timeline.run(() => false)
  expect(most).toBe(3)
})

/** What 20 lives live through when their I/O takes an arbitrary number of turns. */
async function history(jitterSeed: number): Promise<readonly string[]> {
  const jitter = chanceOf(jitterSeed, 'jitter')
  const timeline = timelineOf()
  const lines: string[][] = []
  for (let life = 0; life < 20; life++) {
    const chance = chanceOf(1, 'life', life)
    const mine: string[] = []
    lines.push(mine)
    timeline.begin(life, startAt + chance.whole(0, 5000), async (clock) => {
      for (let i = 0; i < 30; i++) {
        for (let turns = jitter.whole(0, 4); turns > 0; turns--) await turn()
        mine.push(`${life} ${clock.now - startAt} ${chance.whole(0, 99)}`)
        await clock.spend(chance.whole(100, 9000))
      }
    })
  }
  await timeline.run(() => false)
  return lines.flat()
}

test('how long real I/O takes changes nothing that any life meets', async () => {
  expect(await history(1)).toEqual(await history(2))
})

test('a broken life stops the run with its cause', async () => {
  const timeline = timelineOf()
  timeline.begin(3, startAt, async () => {
    throw new Error('a bug in the simulator')
  })
  timeline.begin(4, startAt, async (clock) => {
    for (;;) await clock.spend(1000)
  })
  const broken = await timeline.run(() => false).catch((error: unknown) => error)
  expect(broken).toBeInstanceOf(LifeBroken)
  expect((broken as LifeBroken).cause).toMatchObject({ message: 'a bug in the simulator' })
})

test('a run ends after the window in which somebody says so', async () => {
  const timeline = timelineOf()
  timeline.begin(0, startAt, async (clock) => {
    for (;;) await clock.spend(10_000)
  })
  await timeline.run((now) => now >= startAt + 30_000)
  expect(timeline.now).toBe(startAt + 30_000)
})

test('a bell that is rung in the window in which its life wakes anyway stops nobody', async () => {
  const timeline = timelineOf([], 2)
  const bell = new Bell()
  const woken: number[] = []
  let reached: boolean | undefined
  timeline.begin(1, startAt, async (clock) => {
    await clock.doze(startAt + 5000, bell)
    woken.push(clock.now - startAt)
    await clock.spend(10_000)
    woken.push(clock.now - startAt)
  })
  timeline.begin(0, startAt + 5000, async ({ now }) => {
    reached = bell.ring(now)
  })
  await timeline.run(() => false)
  expect({ woken, reached }).toEqual({ woken: [5000, 15_000], reached: false })
})

test('a bell wakes a life that dozes, once, and nothing else', async () => {
  const timeline = timelineOf()
  const bell = new Bell()
  const woken: number[] = []
  timeline.begin(0, startAt, async (clock) => {
    await clock.doze(startAt + 50_000, bell)
    woken.push(clock.now - startAt)
    await clock.doze(startAt + 55_000, bell)
    woken.push(clock.now - startAt)
  })
  timeline.begin(1, startAt + 10_000, async () => {
    expect(bell.ring(startAt + 12_000)).toBe(true)
    expect(bell.ring(startAt + 13_000)).toBe(false)
  })
  await timeline.run(() => false)
  expect(woken).toEqual([12_000, 55_000])
  expect(bell.ring(startAt + 60_000)).toBe(false)
})
