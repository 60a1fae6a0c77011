// The columns of the fleet, and which of them are shown (kept in the address).

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DeviceRowShape } from '@holdfast/api/shapes/device.ts'
import { Go } from '../address/go.tsx'
import { Age, EvidenceMark, OutcomeMark } from '../marks/mark.tsx'
import type { Column } from '../table/row-table.tsx'
import { generationWords } from './generation-words.ts'

export type DeviceRow = ShapeOf<typeof DeviceRowShape>

const shortName = (eid: string, serial: string | undefined) => serial ?? `…${eid.slice(-10)}`

const text = (value: string | undefined) => value ?? <span className="nothing">–</span>

export const fleetColumns: readonly Column<DeviceRow>[] = [
  {
    id: 'device',
    title: 'Device',
    width: 150,
    cell: ({ eid, device }) => (
      <Go href={`/devices/${eid}`} label={`device ${shortName(eid, device.serial)}`}>
        {shortName(eid, device.serial)}
      </Go>
    ),
  },
  { id: 'eid', title: 'EID', width: 270, cell: ({ eid }) => <code>{eid}</code> },
  { id: 'model', title: 'Model', width: 130, cell: ({ device }) => text(device.model) },
  { id: 'country', title: 'Country', width: 80, cell: ({ device }) => text(device.country) },
  { id: 'site', title: 'Site', width: 120, cell: ({ device }) => text(device.site) },
  { id: 'owner', title: 'Owner', width: 110, cell: ({ device }) => text(device.owner) },
  { id: 'firmware', title: 'Firmware', width: 90, cell: ({ device }) => text(device.firmware) },
  {
    id: 'generation',
    title: 'Generation',
    width: 100,
    cell: ({ generation }) => generationWords(generation),
  },
  { id: 'operator', title: 'Operator', width: 110, cell: ({ operator }) => text(operator) },
  {
    id: 'enabled',
    title: 'Enabled profile',
    width: 190,
    cell: ({ enabledIccid }) =>
      enabledIccid === undefined ? text(undefined) : <code>{enabledIccid}</code>,
  },
  {
    id: 'evidence',
    title: 'Known how',
    width: 110,
    cell: ({ enabledEvidence }) => <EvidenceMark evidence={enabledEvidence} />,
  },
  {
    id: 'profiles',
    title: 'Profiles',
    width: 76,
    isNumber: true,
    cell: ({ profileCount }) => profileCount,
  },
  {
    id: 'outcome',
    title: 'Last outcome',
    width: 130,
    cell: ({ lastOutcome }) => <OutcomeMark outcome={lastOutcome} />,
  },
  {
    id: 'open',
    title: 'Open',
    width: 64,
    isNumber: true,
    cell: ({ openOperations }) => (openOperations === 0 ? text(undefined) : openOperations),
  },
  {
    id: 'serving',
    title: 'Last served',
    width: 120,
    cell: ({ servingAt }) => <Age at={servingAt} />,
  },
  {
    id: 'seen',
    title: 'Last seen',
    width: 120,
    cell: ({ lastSeenAt }) => <Age at={lastSeenAt} />,
  },
]

export const usualColumns: readonly string[] = [
  'device',
  'model',
  'country',
  'operator',
  'enabled',
  'evidence',
  'outcome',
  'open',
  'serving',
  'seen',
]

/** The columns that an address names, in the table's order; the usual ones when it names none. */
export function columnsOf(named: string | undefined): readonly Column<DeviceRow>[] {
  const ids = named === undefined ? usualColumns : ['device', ...named.split(',')]
  return fleetColumns.filter(({ id }) => ids.includes(id))
}
