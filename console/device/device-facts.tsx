// What the device is, and what its card is: facts with how they are known.

import type { ReactNode } from 'react'
import { EvidenceMark } from '../marks/mark.tsx'
import { Part } from '../shell/page-head.tsx'
import type { Device } from './use-device.ts'

type Fact = readonly [name: string, value: ReactNode]

export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== '')
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const code = (text: string | undefined) => (text === undefined ? undefined : <code>{text}</code>)

export function DeviceFacts({ device: { device, importedIccids } }: { readonly device: Device }) {
  return (
    <Part title="Device">
      <FactList
        facts={[
          ['Serial', code(device.serial)],
          ['IMEI', code(device.imei)],
          ['Model', device.model],
          ['Firmware', device.firmware],
          ['Module', device.module],
          ['Country', device.country],
          ['Site', device.site],
          ['Owner', device.owner],
          ['Form', device.form],
          [
            'ICCID imported',
            importedIccids.length > 0 ? code(importedIccids.join(', ')) : undefined,
          ],
          ['Known how', <EvidenceMark key="evidence" evidence="claimed" />],
        ]}
      />
    </Part>
  )
}

export function CardFacts({ device }: { readonly device: Device }) {
  return (
    <>
      <Part title="Card">
        <EuiccFacts euicc={device.euicc} />
      </Part>
      <Part title="Association">
        <AssociationFacts association={device.association} />
      </Part>
    </>
  )
}

function EuiccFacts({ euicc }: Pick<Device, 'euicc'>) {
  if (euicc === undefined) {
    return (
      <p className="dim">The card has not told what it is yet; it does with its first polls.</p>
    )
  }
  const memory = euicc.freeNonVolatileMemory
  return (
    <FactList
      facts={[
        [
          'Identity',
          euicc.chainVerifiedAt ? 'certificates lead to a trusted CI' : 'not verified yet',
        ],
        ['Firmware', euicc.firmwareVersion],
        ['SGP.32 versions', euicc.iotVersions?.join(', ')],
        ['IPA', ipaWords(euicc)],
        [
          'Features',
          euicc.ipaFeatures?.map((name) => (
            <div key={name} className="small">
              {name}
            </div>
          )),
        ],
        ['Free memory', memory === undefined ? undefined : `${memory.toLocaleString('en')} bytes`],
        ['Fallback', euicc.fallbackSupported === undefined ? undefined : fallbackWords(euicc)],
        ['Known how', <EvidenceMark key="evidence" evidence={euicc.evidence} at={euicc.asOf} />],
      ]}
    />
  )
}

type Euicc = NonNullable<Device['euicc']>

const fallbackWords = ({ fallbackSupported }: Euicc) =>
  fallbackSupported ? 'supported' : 'not supported'

function ipaWords({ ipaMode, dialect }: Euicc): string | undefined {
  const place = { ipad: 'in the device (IPAd)', ipae: 'in the card (IPAe)' }
  const words = [ipaMode && place[ipaMode], dialect && `speaks ${dialect}`].filter(Boolean)
  return words.length > 0 ? words.join(', ') : undefined
}

function AssociationFacts({ association }: Pick<Device, 'association'>) {
  if (association === undefined) {
    return (
      <p className="dim">
        The card is not known to be associated with this eIM. What a new card needs stands under
        Settings.
      </p>
    )
  }
  const { eimId, counterValue, associationToken, evidence } = association
  return (
    <FactList
      facts={[
        ['eIM', code(eimId)],
        ['Counter', counterValue],
        ['Token', associationToken],
        ['Known how', <EvidenceMark key="evidence" evidence={evidence} />],
      ]}
    />
  )
}
