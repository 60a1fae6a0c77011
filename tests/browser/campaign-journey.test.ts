// A campaign as people follow it: how far each wave is, pausing it with a reason, planning another
// one with its dry run and forecast; all without findings of axe.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accessibilityFindings,
  chromiumPath,
  openBrowser,
  pixelsOver,
  signedIn,
} from './browser-fixture.ts'
import { openSandbox, type Sandbox } from './sandbox-fixture.ts'

const longMs = 240_000

describe.skipIf(chromiumPath === undefined)('a campaign in the console', () => {
  let sandbox: Sandbox
  let browser: Browser

  beforeAll(async () => {
    sandbox = await openSandbox({ devices: 30, speed: 1500, scenario: 'campaign' })
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await sandbox?.stop()
  })

  test(
    'is followed wave by wave, paused with a reason and resumed',
    async () => {
      const page = await signedIn({ browser, sandbox })
      await page.goto(`${sandbox.url}/campaigns`)
      await page.getByRole('link', { name: /^Move to / }).click()
      await page.getByRole('heading', { name: 'Waves' }).waitFor()
      await page.getByRole('region', { name: 'wave canary' }).waitFor()
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
      const ask = page.getByRole('dialog', { name: 'Pause the campaign' })
      await ask.getByText('No new package leaves until it is resumed').waitFor()
      expect(await ask.getByRole('button', { name: /Pause the campaign/ }).isDisabled()).toBe(true)
      await ask.getByLabel('Reason').fill('the operator called')
      await ask.getByRole('button', { name: /Pause the campaign/ }).click()
      await page.getByText('paused', { exact: true }).first().waitFor()
      await page.getByRole('button', { name: 'Resume', exact: true }).click()
      await page.getByLabel('Reason').fill('they are through')
      await page.getByRole('button', { name: /Resume the campaign/ }).click()
      await page.getByText('running', { exact: true }).first().waitFor()
      const history = page.getByRole('list', { name: 'history of the campaign, newest first' })
      await history.getByText('paused: the operator called').waitFor()
      await history.getByText('resumed (they are through)').waitFor()
      await page.getByRole('button', { name: 'What is it waiting for?' }).click()
      const why = page.getByRole('dialog', { name: 'What is it waiting for?' })
      await why.getByText('What would change it').waitFor()
      expect(await accessibilityFindings(page), 'campaign, why').toEqual([])
      await page.context().close()
    },
    longMs,
  )

  test(
    'is planned with a dry run that says the waves, and a forecast',
    async () => {
      const page = await signedIn({ browser, sandbox })
      await page.goto(`${sandbox.url}/campaigns/plan?kind=audit&name=Read+all&waves=canary+5,+rest`)
      await page.getByLabel('when it calls').check()
      expect(page.url()).toContain('require=contact')
      await page.getByLabel('when it calls').uncheck()
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByText('canary: 5 devices').waitFor()
      await page.getByRole('heading', { name: 'Forecast' }).waitFor()
      await page.getByRole('button', { name: 'Put this plan down' }).click()
      await page.getByRole('heading', { name: 'Read all', level: 1 }).waitFor()
      await page.getByText('awaiting approval').first().waitFor()
      await page.getByText(/of 1 approval of the plan/).waitFor()
      await page.context().close()
    },
    longMs,
  )

  for (const scheme of ['light', 'dark'] as const) {
    test(
      `has nothing that axe finds, and nothing over the edge, ${scheme}`,
      async () => {
        const size = scheme === 'dark' ? { width: 390, height: 844 } : { width: 1440, height: 900 }
        const page = await signedIn({ browser, sandbox, scheme, size })
        const { items } = await sandbox.client.listCampaigns({ query: { limit: 1 } })
        const found: Record<string, unknown> = {}
        for (const address of pagesOf(items[0]?.campaignId)) {
          await settle(page, `${sandbox.url}${address}`)
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

const pagesOf = (campaignId: string | undefined): readonly string[] => [
  '/campaigns',
  `/campaigns/${campaignId}`,
  `/campaigns/${campaignId}?state=succeeded`,
  '/campaigns/plan?kind=swap',
  '/combinations',
]

async function settle(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('main :is(h1, h2)').first().waitFor()
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}
