import { formatHex } from '@holdfast/asn1/hex.ts'
import { decode } from '@holdfast/asn1/schema.ts'
import { profileInstallationResult } from '@holdfast/gsma/sgp22/notification.ts'
import { describe, expect, it } from 'vitest'
import { openIsdr, transmit } from '../apdu/transmit.ts'
import { createTestPki } from '../pki/test-pki.ts'
import { confirmOrder, downloadOrder } from '../smdp/es2plus.ts'
import { newSmdp, newStock } from '../smdp/new-smdp.ts'
import { countingEntropy } from './counting-entropy.ts'
import { newCard, testEid, testIdentity } from './new-card.ts'
import { downloadProfile } from './shortest-lpa.ts'

const now = Date.UTC(2026, 0, 1)
const address = 'smdp.example.com'

describe('a download', () => {
  it('works', () => {
    const pki = createTestPki({ seed: 'download', from: now })
    const entropy = countingEntropy('download')
    const world = { now, entropy }
    const stock = newStock({
      count: 2,
      iccidPrefix: '8949',
      profileType: 'T1',
      serviceProviderName: 'One',
      address,
    })
    const smdp = newSmdp({ address, pkis: [pki], profiles: stock })
    downloadOrder(smdp, { profileType: 'T1' })
    confirmOrder(smdp, { iccid: stock[0]!.iccid, releaseFlag: true, matchingId: 'M-1' }, world)
    let uicc = openIsdr(newCard(testIdentity(testEid(1), pki)), entropy)
    const end = downloadProfile(
      (command) => {
        const said = transmit(uicc, command, entropy)
        uicc = said.uicc
        return said.response
      },
      { smdp, matchingId: 'M-1' },
      world,
    )
    console.log(end.kind === 'server-refused' ? end.failure : formatHex(end.bytes))
    if (end.kind !== 'result') throw new Error(end.kind)
    const result = decode(profileInstallationResult, end.bytes)
    expect(result.profileInstallationResultData.value.finalResult.kind).toBe('successResult')
    expect(uicc.card.nvm.profiles).toHaveLength(1)
  })
})
