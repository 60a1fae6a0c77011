// What an operator does at night when devices fall silent: from the health page to the incident, its
// runbook and a device of it; then the recovery of that device is stopped and resumed by keyboard.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accessibilityFindings,
  chromiumPath,
  openBrowser,
  pixelsOver,
  signedIn,
} from './browser-fixture.ts'
import { openSilencedFleet, type SilencedFleet } from './silenced-fleet.ts'

const longMs = 120_000

describe.skipIf(chromiumPath === undefined)('silent devices in the console', () => {
  let fleet: SilencedFleet
  let browser: Browser

  beforeAll(async () => {
    fleet = await openSilencedFleet()
    browser = await openBrowser()
  }, longMs)

  afterAll(async () => {
    await browser?.close()
    await fleet?.stop()
  })

  test(
    'lead from the health page to the incident, its runbook and a device',
    async () => {
      const page = await signedIn({ browser, sandbox: fleet })
      await page.keyboard.press('g')
      await page.keyboard.press('h')
      await page.getByText('11 devices stranded now').waitFor()
      await page.getByRole('heading', { name: '1 open incident' }).waitFor()
      await page.getByRole('link', { name: /the operator has suspended the line/ }).click()
      const title = '5 devices (nordtel): the operator has suspended the line'
      await page.getByRole('heading', { name: title, level: 1 }).waitFor()
      await page.getByText('Ask the operator why the lines were suspended').waitFor()
      await page.getByRole('heading', { name: '5 devices, and what is tried for each' }).waitFor()
      const rows = page.getByRole('region', { name: 'open cases of stranded devices' })
      expect(await rows.getByRole('link').count()).toBe(5)
      await rows.getByRole('link').first().click()
      const panel = silencePanel(page)
      await panel.getByRole('heading', { name: 'Silent: suspended' }).waitFor()
      await panel.getByText('let the operator resume the line').waitFor()
      await panel.getByText('the facts below are as of then').waitFor()
      await panel.getByText('have the line activated or resumed').first().waitFor()
      await page.context().close()
    },
    longMs,
  )

  test(
    'have their recovery stopped and resumed by keyboard, each time asked first',
    async () => {
      const [device] = fleet.suspended
      const page = await signedIn({ browser, sandbox: fleet })
      await page.goto(`${fleet.url}/devices/${device?.eid}`)
      const panel = silencePanel(page)
      await panel.getByRole('button', { name: 'Stop its recovery' }).focus()
      await page.keyboard.press('Enter')
      const stop = page.getByRole('dialog', { name: 'Stop the recovery' })
      await stop.getByText('Nothing more is tried for this device').waitFor()
      await stop.locator('textarea:focus').waitFor()
      expect(await accessibilityFindings(page), 'asked').toEqual([])
      await page.keyboard.type('the operator is on it')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await stop.waitFor({ state: 'hidden' })
      await panel.getByText(/stopped the recovery/).waitFor()
      await panel.getByText('“the operator is on it”').waitFor()
      await panel.getByRole('button', { name: 'Go on with its recovery' }).focus()
      await page.keyboard.press('Enter')
      const resume = page.getByRole('dialog', { name: 'Go on with the recovery' })
      await resume.getByRole('button', { name: /: 1 device$/ }).focus()
      await page.keyboard.press('Enter')
      await resume.waitFor({ state: 'hidden' })
      await panel.getByRole('button', { name: 'Stop its recovery' }).waitFor()
      const after = await fleet.client.deviceSilence({ params: { eid: device?.eid ?? '' } })
      expect(after.case?.isStopped).toBe(false)
      await page.context().close()
    },
    longMs,
  )

  test(
    'are not tried for anew while a step is under way, and it says so',
    async () => {
      const [, device] = fleet.suspended
      const page = await signedIn({ browser, sandbox: fleet })
      await page.goto(`${fleet.url}/devices/${device?.eid}`)
      await silencePanel(page).getByRole('button', { name: 'Try a step now' }).click()
      const ask = page.getByRole('dialog', { name: 'Try a step now' })
      await ask.getByLabel('Step').selectOption('fallback')
      await ask.getByRole('button', { name: /: 1 device$/ }).click()
      await ask.getByRole('alert').getByText('recovery-under-way').waitFor()
      await page.context().close()
    },
    longMs,
  )

  test(
    'are shown as back again when they call',
    async () => {
      const device = fleet.suspended.at(-1)
      if (device === undefined) throw new Error('the fleet has suspended devices')
      const page = await signedIn({ browser, sandbox: fleet })
      await page.goto(`${fleet.url}/devices/${device.eid}`)
      await silencePanel(page).waitFor()
      await fleet.call(device)
      await silencePanel(page).waitFor({ state: 'hidden' })
      await page.getByText(/^was silent for/).waitFor()
      await page.goto(`${fleet.url}/health?tab=ended`)
      await page.getByRole('link', { name: `…${device.eid.slice(-10)}` }).waitFor()
      await page.context().close()
    },
    longMs,
  )

  for (const scheme of ['light', 'dark'] as const) {
    test(
      `have pages without findings of axe, and nothing over the edge, ${scheme}`,
      async () => {
        const size = scheme === 'dark' ? { width: 390, height: 844 } : { width: 1440, height: 900 }
        const page = await signedIn({ browser, sandbox: fleet, scheme, size })
        const found: Record<string, unknown> = {}
        for (const address of await pagesOf(fleet)) {
          await page.goto(`${fleet.url}${address}`)
          await page.locator('main :is(h1, h2)').first().waitFor()
          await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
          const findings = await accessibilityFindings(page)
          const over = await pixelsOver(page)
          if (findings.length > 0 || over > 0) found[address] = { findings, over }
        }
        expect(found).toEqual({})
        await page.context().close()
      },
      longMs,
    )
  }
})

const silencePanel = (page: Page) => page.getByRole('region', { name: 'this device is silent' })

/** The pages of health with one device of each class. */
async function pagesOf({ client }: SilencedFleet): Promise<readonly string[]> {
  const { items: cases } = await client.listStranded({ query: { limit: 50 } })
  const classes = Map.groupBy(cases, (one) => one.class)
  const { items: incidents } = await client.listIncidents({ query: {} })
  return [
    '/health',
    '/health?tab=ended',
    '/health?tab=visits',
    '/health?class=suspended',
    '/incidents',
    ...incidents.map(({ incidentId }) => `/incidents/${encodeURIComponent(incidentId)}`),
    '/bootstrap',
    ...[...classes.values()].map(([one]) => `/devices/${one?.eid}`),
  ]
}
