// Which column holds what, by the words of the header: lists from makers, operators and warehouses
// name the same thing in many ways. What no word tells is left out and named in the report.

import { parseEid } from '@holdfast/gsma/ids/eid.ts'
import { nearestWord } from '../nearest-word.ts'
import type { InventoryField, InventoryProblem } from './inventory-row.ts'
import { namesOfUse } from './names-of-use.ts'

/** Names of a column, in lower case, letters and digits only; a blank between two names. */
const synonyms: Readonly<Record<InventoryField, string>> = {
  eid:
    'eid euiccid euicc euiccidentifier esimid eideuicc eidnumber eidno eidvalue eidcode cardid ' +
    'esimeid',
  iccid:
    'iccid iccid1 iccid2 iccid3 iccids iccidnumber iccidno iccidvalue simid simnumber simserial ' +
    'simserialnumber simiccid sim uicciccid profileiccid ccid icc',
  imei:
    'imei imei1 imeinumber imeinr imeino imeicode imeisv modemimei deviceimei modemserial ' +
    'cellularimei',
  serial:
    'serial serialnumber serialno serialnr sn sno dsn deviceserial deviceserialnumber ' +
    'deviceserialno deviceid device devicename unitserial equipmentserial assetid asset assettag ' +
    'seriennummer numerodeserie numeroserie',
  model:
    'model modelname modelnumber devicemodel productmodel product producttype devicetype type ' +
    'hardwaremodel sku partnumber article modell modele modelo',
  firmware:
    'firmware firmwareversion firmwarerev fw fwversion fwver swversion softwareversion software',
  module:
    'module moduletype modulemodel modem modemtype modemmodel cellularmodule radiomodule chipset ' +
    'modul',
  country:
    'country countrycode countryiso isocountry iso2 deploymentcountry nation land pays pais paese',
  site:
    'site siteid sitename location place plant facility installationsite store depot warehouse ' +
    'standort',
  owner:
    'owner customer customername client account accountname tenant company enduser organisation ' +
    'organization kunde',
  form: 'form formfactor simform simformfactor simtype euiccform euicctype cardform cardtype',
  generation:
    'generation standard esimstandard sgp gsmasgp rsp rspstandard rspversion architecture spec',
  supplier: 'supplier vendor manufacturer maker distributor purchasedfrom eum lieferant hersteller',
  ...namesOfUse,
}

const fieldByName = new Map(
  Object.entries(synonyms).flatMap(([field, names]) =>
    // The keys of the table above are the fields.
    names.split(' ').map((name) => [name, field as InventoryField] as const),
  ),
)

/** A column of the file. */
export interface Column {
  readonly index: number
  /** As the header spells it; a second one of the same name gets a number. */
  readonly name: string
  readonly field?: InventoryField
}

export interface HeaderReading {
  readonly columns: readonly Column[]
  readonly problems: readonly InventoryProblem[]
  /** Set where the file cannot be imported with this header. */
  readonly refusal?: InventoryProblem
}

/** What a column is by a person's choice; `ignore` leaves it out. */
export type ColumnChoice = Readonly<Record<string, InventoryField | 'ignore'>>

const bare = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')

/** What a header names: as a whole, else without what follows a bracket or a slash. */
export function fieldOf(name: string): InventoryField | undefined {
  return fieldByName.get(bare(name)) ?? fieldByName.get(bare(name.split(/[([/,:]/)[0] ?? ''))
}

/** The columns of a header row. Refuses one without EID, and data where a header should be. */
export function readHeader(
  row: number,
  cells: readonly string[],
  choice: ColumnChoice = {},
): HeaderReading {
  const taken = new Map<InventoryField, string>()
  const names = new Map<string, number>()
  const problems: InventoryProblem[] = []
  const columns = cells.map((cell, index): Column => {
    const spelled = cell.replace(/^\uFEFF/, '').trim() || `column ${index + 1}`
    const times = (names.get(spelled) ?? 0) + 1
    names.set(spelled, times)
    const name = times === 1 ? spelled : `${spelled} (${times})`
    const chosen = choice[name] ?? fieldOf(spelled)
    if (chosen === undefined || chosen === 'ignore') return { index, name }
    const first = taken.get(chosen)
    if (first === undefined || chosen === 'iccid') {
      taken.set(chosen, name)
      return { index, name, field: chosen }
    }
    const reason = `"${first}" and "${name}" both say the ${chosen}; keep one of them`
    problems.push({ row, column: name, code: 'column-twice', reason })
    return { index, name }
  })
  const refusal = taken.has('eid') ? undefined : refuseHeader(row, cells)
  return { columns, problems, ...(refusal ? { refusal } : {}) }
}

function refuseHeader(row: number, cells: readonly string[]): InventoryProblem {
  if (cells.some((cell) => parseEid(cell.replace(/[="']/g, '')).ok)) {
    const reason = 'the first row holds an EID; above it a row with the names of columns is needed'
    return { row, code: 'no-header', reason }
  }
  const near = cells.find((cell) => nearestWord(bare(cell), ['eid', 'euiccid']) !== undefined)
  const listed = cells
    .slice(0, 12)
    .map((cell) => cell.trim().slice(0, 40))
    .join(', ')
  const reason = `no column is named EID; the columns are: ${listed}`
  const suggestion = near === undefined ? 'name the column with the 32 digits "EID"' : near.trim()
  return { row, code: 'missing-column', reason, suggestion }
}
