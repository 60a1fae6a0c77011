// The tables as the query builder sees them: what migrations/ makes. Columns that other files write
// by hand-made statements stand here too, for reading.

import type { DeviceSummary } from '@holdfast/fleet/device-summary.ts'
import type { Operation } from '@holdfast/fleet/operation.ts'
import type { TargetState } from './campaign-target.ts'
import type { CardItemKind } from './card-items.ts'

interface CardTable {
  readonly bucket: number
  readonly eid: string
  readonly version: number
  readonly due_at: number | null
  readonly in_flight_tx: string | null
  readonly attention: boolean
}

interface DeviceTable {
  readonly bucket: number
  readonly eid: string
  readonly tenant: string
  readonly generation: string
  readonly form: string | null
  readonly country: string | null
  readonly operator: string | null
  readonly model: string | null
  readonly firmware: string | null
  readonly site: string | null
  readonly owner: string | null
  readonly last_outcome: string | null
  readonly open_operations: number
  readonly search: string
  readonly summary: DeviceSummary
}

interface ContactTable {
  readonly bucket: number
  readonly eid: string
  readonly last_seen_at: number
  readonly plmn: string | null
}

export interface CardItemTable {
  readonly bucket: number
  readonly kind: CardItemKind
  readonly item_id: string
  readonly eid: string
  readonly tenant: string
  readonly class: string
  readonly open: boolean
  readonly at: number
  readonly due_at: number | null
  readonly tries: number
  readonly body: unknown
}

interface OperationTable {
  readonly bucket: number
  readonly operation_id: string
  readonly eid: string
  readonly batch_id: string | null
  readonly outcome: string
  readonly open: boolean
  readonly created_at: number
  readonly body: Operation
}

interface EventTable {
  readonly bucket: number
  readonly eid: string
  readonly card_version: number
  readonly tenant: string
  readonly position: number
  readonly lines: string
}

interface MessageTable {
  readonly bucket: number
  readonly eid: string
  readonly number: number
  readonly lines: string
}

interface StockTable {
  readonly tenant: string
  readonly iccid: string
  readonly operator: string
  readonly profile_type: string | null
  readonly activation_code: string
  readonly confirmation_code: string | null
  readonly state: 'available' | 'reserved'
  readonly eid: string | null
  readonly batch_id: string | null
  readonly pool: string | null
  readonly held_at: number | null
  readonly seen: boolean
}

interface CampaignTargetTable {
  readonly bucket: number
  readonly campaign_id: string
  readonly eid: string
  readonly wave: number
  readonly state: TargetState
  readonly operation_id: string | null
  readonly code: string | null
  readonly combination: string | null
  readonly changed_at: number | null
  readonly card_version: number
  readonly tries: number
}

interface RelaySessionTable {
  readonly transaction_id: string
  readonly smdp_address: string
  readonly eid: string | null
  readonly operation_id: string | null
  readonly started_at: number
}

export interface Tables {
  readonly card: CardTable
  readonly device: DeviceTable
  readonly contact: ContactTable
  readonly card_item: CardItemTable
  readonly operation: OperationTable
  readonly event: EventTable
  readonly message: MessageTable
  readonly log_head: {
    readonly tenant: string
    readonly size: number
    readonly frontier: Uint8Array
  }
  readonly checkpoint: {
    readonly tenant: string
    readonly size: number
    readonly at: number
    readonly note: string
  }
  readonly stock: StockTable
  readonly campaign_target: CampaignTargetTable
  readonly campaign_count: {
    readonly campaign_id: string
    readonly wave: number
    readonly state: TargetState
    readonly devices: number
  }
  readonly campaign_combination: {
    readonly campaign_id: string
    readonly combination: string
    readonly wave: number
    readonly state: TargetState
    readonly code: string
    readonly devices: number
  }
  readonly relay_session: RelaySessionTable
  readonly record: { readonly collection: string; readonly key: string; readonly value: unknown }
}
