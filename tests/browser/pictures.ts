// Takes a picture of every page of the console, wide and narrow, light and dark, for people to look
// at: `node tests/browser/pictures.ts FOLDER [PART-OF-ADDRESS [SCENARIO [SPEED]]]`.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser, signedIn } from './browser-fixture.ts'
import { everyAddress } from './every-address.ts'
import { openSandbox } from './sandbox-fixture.ts'

const [folder = 'pictures', part = '', scenario = 'calm', speed = '600'] = process.argv.slice(2)
const settleMs = 1_500
const schemes = ['light', 'dark'] as const
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }

await mkdir(folder, { recursive: true })
const sandbox = await openSandbox({ devices: 40, speed: Number(speed), scenario })
const browser = await openBrowser()
try {
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  const addresses = (await everyAddress(sandbox)).filter((address) => address.includes(part))
  for (const scheme of schemes) {
    for (const [name, size] of Object.entries(sizes)) {
      const page = await signedIn({ browser, sandbox, scheme, size })
      for (const [index, address] of addresses.entries()) {
        await page.goto(`${sandbox.url}${address}`)
        await page.waitForTimeout(settleMs)
        const file = `${String(index).padStart(2, '0')}-${fileNameOf(address)}-${scheme}-${name}.png`
        await page.screenshot({ path: join(folder, file), fullPage: name === 'narrow' })
        process.stdout.write(`${file}\n`)
      }
      await page.context().close()
    }
  }
} finally {
  await browser.close()
  await sandbox.stop()
}

function fileNameOf(address: string): string {
  return address
    .replaceAll(/\d{20,}/g, 'one')
    .replaceAll(/[^a-z]+/gi, '-')
    .slice(1, 40)
}
