// What an operator does with the console, from an inventory to a device that serves on another
// profile: import, dry run, swap, the timeline as it goes on, and a refusal that says why.

import { completeEid } from '@holdfast/gsma/ids/eid.ts'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openBrowser, signedIn } from './browser-fixture.ts'
import { openSandbox, type Sandbox } from './sandbox-fixture.ts'

const virtualHoursMs = 120_000
const eidOf = (number: number): string =>
  completeEid(`890490327000${String(number).padStart(18, '0')}`)

describe.skipIf(chromiumPath === undefined)('an operator', () => {
  let sandbox: Sandbox
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    sandbox = await openSandbox({ devices: 12, speed: 3600 })
    browser = await openBrowser()
    page = await signedIn({ browser, sandbox })
  })

  afterAll(async () => {
    await browser?.close()
    await sandbox?.stop()
  })

  test('is told the row and column of a mistake, and nothing is imported', async () => {
    await page.goto(`${sandbox.url}/import`)
    const wrong = eidOf(2).replace(/..$/, '00')
    await drop(page, ['serial,eid,country', `A-1,${eidOf(1)},DE`, `A-2,${wrong},DE`])
    const problems = page.getByRole('table', { name: 'problems by row and column' })
    const row = problems.getByRole('row').nth(1)
    await row.waitFor()
    const cells = await row.getByRole('cell').allTextContents()
    expect(cells.slice(0, 2)).toEqual(['3', 'eid'])
    expect(cells[3]).toMatch(/check digit/i)
    const all = page.getByRole('button', { name: 'Import all 2 rows' })
    expect(await all.getAttribute('aria-disabled')).toBe('true')
    const { total } = await sandbox.client.listDevices({ query: { q: `eid:${eidOf(1)}` } })
    expect(total).toBe(0)
  })

  test('imports a good file and finds its devices in the fleet', async () => {
    await page.goto(`${sandbox.url}/import`)
    await drop(page, [
      'Serial No;EID;Country;Colour',
      `A-1;${eidOf(1)};DE;red`,
      `A-2;${eidOf(2)};FR;blue`,
    ])
    const columns = page.getByRole('table', { name: 'columns of the file' })
    await columns.getByRole('row', { name: 'Colour not read' }).waitFor()
    await page.getByRole('button', { name: 'Import all 2 devices' }).click()
    await page.getByText('Imported: 2 devices added.').waitFor()
    await page.getByRole('link', { name: 'See them in the fleet' }).click()
    await page.getByRole('searchbox', { name: 'filter devices' }).fill('A-2')
    await page.getByRole('link', { name: 'device A-2' }).click()
    await page.getByRole('heading', { name: 'A-2', level: 1 }).waitFor()
    await page.getByText('claimed').first().waitFor()
  })

  test('sees why an act is not possible on a card that never called', async () => {
    await page.goto(`${sandbox.url}/devices/${eidOf(2)}`)
    const enable = page.getByRole('button', { name: 'Enable', exact: true })
    await enable.waitFor()
    const can = (await sandbox.client.device({ params: { eid: eidOf(2) } })).can.enable
    expect(await enable.getAttribute('aria-disabled')).toBe(String(!can?.allowed))
    const eid = await servingEid(page, sandbox)
    await page.goto(
      `${sandbox.url}/start?kind=disable&target=eid&eid=${await eid}&iccid=8988000000000000019`,
    )
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText('0 of 1 device would be changed, 1 left alone.').waitFor()
    await page.getByText('profile-not-on-card').waitFor()
    await page.getByText('What helps:').waitFor()
    await page.getByText('Nothing can be started.').waitFor()
    expect(await page.getByRole('button', { name: /start on/ }).count()).toBe(0)
  })

  test(
    'swaps a device back, and sees it go on by itself until it serves',
    async () => {
      const eid = await servingEid(page, sandbox)
      const device = await sandbox.client.device({ params: { eid } })
      const former = device.profiles.find(({ state }) => state === 'disabled')?.iccid
      await page.goto(`${sandbox.url}/devices/${eid}`)
      await page.getByRole('button', { name: `act on profile ${former}` }).click()
      await page.getByRole('menuitem', { name: 'Swap to it' }).click()
      await page.getByLabel('Reason').fill('the other operator is cheaper')
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByText('1 device would be changed.').waitFor()
      await page.getByRole('heading', { name: 'Why it is safe' }).waitFor()
      await page.getByRole('button', { name: 'Swap: start on 1 device' }).click()
      await page.getByRole('heading', { name: 'Progress' }).waitFor()
      await page.getByText('“the other operator is cheaper”').waitFor()
      const operation = page.getByRole('table', { name: 'operations' }).getByRole('link').first()
      const itsAddress = await operation.getAttribute('href')
      await page.goto(`${sandbox.url}/devices/${eid}`)
      const entries = page
        .getByRole('list', { name: 'timeline, newest first' })
        .getByRole('listitem')
        .filter({ has: page.locator(`a[href="${itsAddress}"]`) })
      await entries.first().waitFor()
      await entries.getByText(/ended serving/).waitFor({ timeout: virtualHoursMs })
      const after = await sandbox.client.device({ params: { eid } })
      expect(after.serving?.iccid).toBe(former)
      expect(after.operations.at(-1)?.outcome).toBe('serving')
    },
    virtualHoursMs + 60_000,
  )
})

async function drop(page: Page, lines: readonly string[]): Promise<void> {
  const buffer = Buffer.from(`${lines.join('\r\n')}\r\n`)
  const file = { name: 'inventory.csv', mimeType: 'text/csv', buffer }
  await page.getByLabel('Inventory file').last().setInputFiles(file)
}

/** A device whose swap has ended in `serving`, as the fleet shows it when there is one. */
async function servingEid(page: Page, { url }: Sandbox): Promise<string> {
  await page.goto(`${url}/fleet?q=outcome%3Aserving+open%3Ano`)
  const link = page.getByRole('link', { name: /^device / }).first()
  await link.waitFor({ timeout: virtualHoursMs })
  const eid = (await link.getAttribute('href'))?.split('/').at(-1)
  if (eid === undefined) throw new Error('the link of a device names no EID')
  return eid
}
