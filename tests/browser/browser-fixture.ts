// A Chromium for browser tests, and what is asked of every page: that axe finds nothing.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Sandbox } from './sandbox-fixture.ts'

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a Chromium is, if one is installed; HOLDFAST_CHROMIUM names another. */
export const chromiumPath: string | undefined =
  process.env.HOLDFAST_CHROMIUM ?? places.find((path) => existsSync(path))

export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('browser tests need Chromium')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface PageWish {
  readonly browser: Browser
  readonly sandbox: Sandbox
  readonly scheme?: 'light' | 'dark'
  readonly size?: { readonly width: number; readonly height: number }
}

/** A page that is signed in and shows the fleet. */
export async function signedIn({ browser, sandbox, scheme, size }: PageWish): Promise<Page> {
  const context = await browser.newContext({
    viewport: size ?? { width: 1440, height: 900 },
    colorScheme: scheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(`${sandbox.url}/fleet#token=${sandbox.token}`)
  await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor()
  return page
}

/** What axe finds on the page, one line a finding. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  // Evaluated over the debugger, so the page's content policy stands as it is.
  await page.evaluate(await axeSource())
  return page.evaluate<readonly string[]>(runAxe)
}

/** An expression for the page, which has types of its own that the rest of the tests lack. */
const runAxe = `axe.run(document).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      [id, target.join(' '), html.slice(0, 120), failureSummary].join(': '))))`

/** How many pixels the page runs over the edge of the screen. */
export const pixelsOver = (page: Page): Promise<number> =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )

async function axeSource(): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return readFile(axePath, 'utf8')
}
