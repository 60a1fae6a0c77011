// Every page of the console, in light and dark, wide and narrow: axe finds nothing, nothing runs
// over the edge, and the keyboard alone is enough.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accessibilityFindings,
  chromiumPath,
  openBrowser,
  pixelsOver,
  signedIn,
} from './browser-fixture.ts'
import { everyAddress } from './every-address.ts'
import { openSandbox, type Sandbox } from './sandbox-fixture.ts'

const allPagesMs = 300_000

describe.skipIf(chromiumPath === undefined)('every page', () => {
  let sandbox: Sandbox
  let browser: Browser
  let pages: readonly string[]

  beforeAll(async () => {
    sandbox = await openSandbox({ devices: 12, speed: 300 })
    browser = await openBrowser()
    pages = await everyAddress(sandbox)
  })

  afterAll(async () => {
    await browser?.close()
    await sandbox?.stop()
  })

  for (const { scheme, width, height } of [
    { scheme: 'light', width: 1440, height: 900 },
    { scheme: 'dark', width: 390, height: 844 },
  ] as const) {
    test(
      `has nothing that axe finds, and nothing over the edge, ${scheme}, ${width} wide`,
      async () => {
        const page = await signedIn({ browser, sandbox, scheme, size: { width, height } })
        const found: Record<string, unknown> = {}
        for (const address of pages) {
          await settle(page, `${sandbox.url}${address}`)
          const over = await pixelsOver(page)
          const findings = await accessibilityFindings(page)
          if (over > 0 || findings.length > 0) found[address] = { over, findings }
        }
        expect(found).toEqual({})
        await page.context().close()
      },
      allPagesMs,
    )
  }

  test('is reached and left by keyboard alone', async () => {
    const page = await signedIn({ browser, sandbox })
    await page.keyboard.press('Tab')
    expect(await focusedText(page)).toBe('Skip to the page')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('heading', { name: 'Operations', level: 1 }).waitFor()
    await page.keyboard.press('/')
    await page.getByRole('searchbox', { name: 'filter devices' }).waitFor()
    await page.locator('input[type="search"]:focus').waitFor()
    await page.keyboard.type('open:maybe')
    await page.getByText('open: is yes or no').waitFor()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('generation:sgp32')
    await page.waitForURL(/q=generation%3Asgp32/)
    await page
      .getByRole('link', { name: /^device / })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Profiles' }).waitFor()
    await page.getByRole('button', { name: 'Why is nothing happening?' }).focus()
    await page.keyboard.press('Enter')
    const why = page.getByRole('dialog', { name: 'Why is nothing happening?' })
    await why.getByText('when the device was last heard of').waitFor()
    expect(page.url()).toContain('why=yes')
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.context().close()
  })

  test('says that the server is gone, and keeps what it showed', async () => {
    const page = await signedIn({ browser, sandbox })
    await page
      .getByRole('link', { name: /^device / })
      .first()
      .waitFor()
    await page.context().setOffline(true)
    await page.getByText(/The server has not answered since/).waitFor()
    expect(await page.getByRole('link', { name: /^device / }).count()).toBeGreaterThan(0)
    expect(await accessibilityFindings(page), 'server gone').toEqual([])
    await page.context().setOffline(false)
    await page.getByText(/The server has not answered since/).waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

/** Opens an address and waits until nothing is still being asked for the first time. */
async function settle(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('main :is(h1, h2)').first().waitFor()
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
}

const focusedText = (page: Page) => page.evaluate<string>('document.activeElement.textContent')
