// Activation codes after a restore from a backup, as a person frees them: which are held since when,
// some freed by their ICCIDs, the rest by operator, each time with the reason; and a token that may
// only look.

import { applyRestore } from '@holdfast/server/restore/apply-restore.ts'
import { addCodes } from '@holdfast/server/testing/campaign-fleet.ts'
import { openRunning, type Running } from '@holdfast/server/testing/running.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConsoleWhenStale } from '../../console/build-when-stale.ts'
import { accessibilityFindings, chromiumPath, openBrowser, pixelsOver } from './browser-fixture.ts'

const longMs = 120_000

describe.skipIf(chromiumPath === undefined)('codes that are held after a restore', () => {
  let running: Running
  let browser: Browser

  beforeAll(async () => {
    const { folder: consoleFolder } = await buildConsoleWhenStale()
    running = await openRunning({ consoleFolder })
    const { world } = running.server.desk
    await addCodes(world.store, 5)
    await applyRestore(world)
    browser = await openBrowser()
  }, longMs)

  afterAll(async () => {
    await browser?.close()
    await running?.[Symbol.asyncDispose]()
  })

  const stockPage = async (token: string, width = 1440): Promise<Page> => {
    const dark = width < 500
    const context = await browser.newContext({
      viewport: { width, height: dark ? 844 : 900 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    await page.goto(`${running.url}/stock#token=${token}`)
    await page.getByRole('heading', { name: 'Held codes', exact: true }).waitFor()
    await page.getByRole('table', { name: 'held codes by ICCID' }).waitFor()
    return page
  }

  const admin = () => running.server.admin?.secret ?? ''

  test(
    'are shown without findings of axe, wide and narrow, light and dark',
    async () => {
      for (const width of [1440, 390]) {
        const page = await stockPage(admin(), width)
        expect([width, await accessibilityFindings(page)]).toEqual([width, []])
        expect([width, await pixelsOver(page)]).toEqual([width, 0])
        await page.context().close()
      }
    },
    longMs,
  )

  test(
    'cannot be freed by a token that may only look, and it says so',
    async () => {
      const { secret } = await running.client.createToken({
        body: { name: 'looker', scopes: ['stock:read'] },
      })
      const page = await stockPage(secret)
      await page.getByText('it lacks stock:write').waitFor()
      expect(await page.getByRole('checkbox').count()).toBe(0)
      await page.context().close()
    },
    longMs,
  )

  test(
    'are freed by ICCID and by operator, each time asked for the reason, by keyboard',
    async () => {
      const page = await stockPage(admin())
      const chosen = page.getByRole('button', { name: /^Free the chosen/ })
      expect(await chosen.isDisabled()).toBe(true)
      await page.getByRole('checkbox').first().focus()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Free the chosen: 1 code' }).focus()
      await page.keyboard.press('Enter')
      const ask = page.getByRole('dialog', { name: 'Free the chosen codes' })
      expect(await ask.getByRole('button', { name: 'Free 1 code' }).isDisabled()).toBe(true)
      expect(await accessibilityFindings(page), 'asked').toEqual([])
      await page.keyboard.type('Nordtel says that it was not downloaded')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await ask.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Free 4 codes of nordtel' }).click()
      const all = page.getByRole('dialog', { name: 'Free the held codes of nordtel' })
      await all.getByLabel('Reason').fill('none was downloaded')
      await all.getByRole('button', { name: 'Free 4 codes' }).click()
      await page
        .getByRole('heading', { name: 'Held codes', exact: true })
        .waitFor({ state: 'hidden' })
      expect((await running.client.stock()).items).toMatchObject([{ available: 5, held: 0 }])
      await page.context().close()
    },
    longMs,
  )
})
