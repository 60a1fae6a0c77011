// An SM-DP+ of the simulator on a free port with TLS, with profiles that were ordered and released.

import type { Iccid } from '@holdfast/gsma/ids/iccid.ts'
import { formatSigningKey } from '@holdfast/gsma/signature.ts'
import { countingEntropy } from '@holdfast/simulator/card/counting-entropy.ts'
import { formatPem } from '@holdfast/simulator/pki/pem.ts'
import { createTestPki } from '@holdfast/simulator/pki/test-pki.ts'
import { confirmOrder, downloadOrder } from '@holdfast/simulator/smdp/es2plus.ts'
import { serveSmdp } from '@holdfast/simulator/smdp/http-server.ts'
import { newSmdp, newStock } from '@holdfast/simulator/smdp/new-smdp.ts'
import type { Smdp } from '@holdfast/simulator/smdp/smdp.ts'
import { smdpName } from './field-ipa.ts'
import { sitePki, testStart } from './site.ts'

export interface FieldSmdp extends AsyncDisposable {
  readonly smdp: Smdp
  readonly url: string
  /** PEM that its TLS certificate leads to. */
  readonly ca: string
  readonly iccid: Iccid
  readonly activationCode: string
  /** The functions that were called, in order. */
  readonly calls: readonly string[]
}

export interface FieldSmdpWish {
  readonly confirmationCode?: string
}

/** An SM-DP+ with one profile released under the matching id `FIELD-1`. */
export async function fieldSmdp({ confirmationCode }: FieldSmdpWish = {}): Promise<FieldSmdp> {
  // TLS is checked against the machine's clock, everything else against the test's.
  const tlsPki = createTestPki({ seed: 'field-tls', from: Date.now() - 86_400_000 })
  const { tls } = tlsPki.smdp({ address: smdpName })
  const profiles = newStock({
    count: 1,
    iccidPrefix: '894920',
    profileType: 'IOT',
    serviceProviderName: 'Away',
    address: smdpName,
  })
  const smdp = newSmdp({ address: smdpName, pkis: [sitePki()], profiles })
  const iccid = profiles[0]?.iccid as Iccid
  const entropy = countingEntropy('field smdp')
  const world = { now: testStart, entropy }
  downloadOrder(smdp, { iccid })
  confirmOrder(
    smdp,
    {
      iccid,
      releaseFlag: true,
      matchingId: 'FIELD-1',
      ...(confirmationCode ? { confirmationCode } : {}),
    },
    world,
  )
  const calls: string[] = []
  const served = await serveSmdp({
    smdp,
    entropy,
    clock: () => testStart,
    tls: {
      certificate: formatPem('CERTIFICATE', tls.certificate),
      key: formatSigningKey(tls.key),
    },
    onExchange: ({ path }) => calls.push(path.split('/').at(-1) ?? ''),
  })
  return {
    ...{ smdp, iccid, calls },
    url: served.url,
    ca: formatPem('CERTIFICATE', tlsPki.ci.certificate),
    activationCode: `LPA:1$${smdpName}$FIELD-1`,
    [Symbol.asyncDispose]: () => served.close(),
  }
}
