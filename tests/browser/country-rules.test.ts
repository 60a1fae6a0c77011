// The rules of a country as somebody states them: what is misspelt is said, what is put in force is
// shown and asked of the next campaign there, and it can be changed and removed.

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFindings, chromiumPath, openBrowser, signedIn } from './browser-fixture.ts'
import { openSilencedFleet, type SilencedFleet } from './silenced-fleet.ts'

const longMs = 120_000

describe.skipIf(chromiumPath === undefined)('rules of a country', () => {
  let fleet: SilencedFleet
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    fleet = await openSilencedFleet()
    browser = await openBrowser()
    page = await signedIn({ browser, sandbox: fleet })
  }, longMs)

  afterAll(async () => {
    await browser?.close()
    await fleet?.stop()
  })

  test(
    'are stated from the settings, and mistakes are said before anything is sent',
    async () => {
      await page.goto(`${fleet.url}/settings`)
      await page.getByRole('link', { name: 'Country rules' }).click()
      await page.getByText('No rule of any country is stated').waitFor()
      await page.getByRole('button', { name: 'State rules of a country' }).click()
      const put = page.getByRole('button', { name: 'Put this rule in force' })
      await put.click()
      await page.getByRole('alert').getByText('A country has two letters').waitFor()
      await page.getByLabel('Country').fill('de')
      await page.getByLabel('Quiet hours').fill('22 to 6')
      await page.getByLabel('Who asks for it').fill('Contract 7')
      await page.getByLabel('Where it can be read').fill('https://contracts.example/7')
      await put.click()
      await page.getByRole('alert').getByText('not “22 to 6”').waitFor()
      await page.getByLabel('Quiet hours').fill('22:00-06:00')
      await page.getByLabel('Approvals').fill('2')
      await page.getByLabel('Above devices').fill('5')
      expect(await accessibilityFindings(page), 'the form').toEqual([])
      await put.click()
      const country = page.getByRole('region', { name: 'rules of DE' })
      await country.getByText('quiet from 22:00–06:00').waitFor()
      await country.getByText('in force', { exact: true }).waitFor()
      const { items } = await fleet.client.listCountryRules()
      expect(items.map(({ country: name, rules }) => [name, rules.length])).toEqual([['DE', 1]])
    },
    longMs,
  )

  test(
    'are asked of the next campaign there, and its dry run says by whom',
    async () => {
      const plan = 'kind=audit&name=Read+all&waves=canary+5,+rest&approvals=1&q=country:DE'
      await page.goto(`${fleet.url}/campaigns/plan?${plan}`)
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByText('needs 2 approvals before it can start').waitFor()
      await page.getByRole('link', { name: 'rule of one of its countries' }).click()
      await page.getByRole('region', { name: 'rules of DE' }).waitFor()
    },
    longMs,
  )

  test(
    'are changed as a whole and removed, asked first',
    async () => {
      await page.goto(`${fleet.url}/country-rules`)
      await page.getByRole('button', { name: 'change the rules of DE' }).click()
      await page.getByText('replaces all that is stated of DE').waitFor()
      await page.getByLabel('Changes per day').fill('50')
      await page.getByLabel('Quiet hours').fill('')
      await page.getByRole('button', { name: 'Put this rule in force' }).click()
      const country = page.getByRole('region', { name: 'rules of DE' })
      await country.getByText('at most 50 devices begin to change in a day').waitFor()
      expect(await country.getByText('quiet from').count()).toBe(0)
      await country.getByRole('button', { name: 'remove the rules of DE' }).click()
      const ask = page.getByRole('dialog', { name: 'Remove the rules of DE' })
      await ask.getByText('leaves at once').waitFor()
      await ask.getByRole('button', { name: 'Remove the rules of 1 country' }).click()
      await page.getByText('No rule of any country is stated').waitFor()
    },
    longMs,
  )
})
