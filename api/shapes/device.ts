// A device and its card as the API shows them: the row of the fleet list, and the whole page.

import { Type } from 'typebox'
import { OperationShape } from './operation.ts'
import { SilenceClassShape } from './silence.ts'
import {
  Counts,
  Eid,
  EvidenceShape,
  GenerationShape,
  Iccid,
  Instant,
  OutcomeShape,
  Possible,
  pageOf,
} from './value.ts'

export const DeviceFactsShape = Type.Object(
  {
    serial: Type.Optional(Type.String()),
    imei: Type.Optional(Type.String()),
    model: Type.Optional(Type.String()),
    firmware: Type.Optional(Type.String()),
    module: Type.Optional(Type.String()),
    country: Type.Optional(Type.String()),
    site: Type.Optional(Type.String()),
    owner: Type.Optional(Type.String()),
    form: Type.Optional(Type.Enum(['removable', 'soldered', 'integrated'])),
    timeZone: Type.Optional(Type.String({ description: 'IANA name' })),
    rat: Type.Optional(Type.String()),
    apn: Type.Optional(Type.String()),
    contactEveryMinutes: Type.Optional(Type.Number()),
    sleepsFrom: Type.Optional(Type.String({ description: '`22:00`, by its own clock' })),
    sleepsUntil: Type.Optional(Type.String()),
    psmPeriodMinutes: Type.Optional(Type.Number()),
    edrxSeconds: Type.Optional(Type.Number()),
    batteryMwh: Type.Optional(Type.Number()),
    coverageClass: Type.Optional(Type.Enum(['CE0', 'CE1', 'CE2'])),
    bootstrapIccid: Type.Optional(Type.String()),
    ipaRollsBack: Type.Optional(Type.Boolean()),
  },
  { title: 'DeviceFacts', description: 'what a file or a person says the device is' },
)

export const DeviceRowShape = Type.Object(
  {
    eid: Eid,
    tenant: Type.String(),
    generation: GenerationShape,
    device: DeviceFactsShape,
    enabledIccid: Type.Optional(Iccid),
    operator: Type.Optional(Type.String()),
    enabledEvidence: Type.Optional(EvidenceShape),
    profileCount: Type.Integer(),
    lastOutcome: Type.Optional(OutcomeShape),
    openOperations: Type.Integer(),
    servingIccid: Type.Optional(Iccid),
    servingAt: Type.Optional(Instant),
    silenceClass: Type.Optional(SilenceClassShape),
    silentSince: Type.Optional(Instant),
    lastSeenAt: Type.Optional(Instant),
  },
  { title: 'DeviceRow' },
)

export const DevicePage = Type.Object({
  ...pageOf(DeviceRowShape).properties,
  total: Type.Optional(
    Type.Integer({ description: 'devices of the whole filter; given on the first page' }),
  ),
  now: Instant,
})

export const FacetsShape = Type.Object(
  { total: Type.Integer(), facets: Type.Record(Type.String(), Counts) },
  { title: 'Facets', description: 'counts by value: generation, country, operator, model, …' },
)

export const ProfileShape = Type.Object(
  {
    iccid: Iccid,
    state: Type.Enum(['enabled', 'disabled']),
    class: Type.Optional(Type.Enum(['test', 'provisioning', 'operational'])),
    isdpAid: Type.Optional(Type.String()),
    serviceProviderName: Type.Optional(Type.String()),
    orderedFrom: Type.Optional(
      Type.String({ description: 'the operator by the order, until the card names it' }),
    ),
    profileName: Type.Optional(Type.String()),
    fallbackAttribute: Type.Optional(Type.Boolean()),
    fallbackAllowed: Type.Optional(Type.Boolean()),
    policyRules: Type.Optional(Type.Array(Type.String())),
    evidence: EvidenceShape,
    asOf: Instant,
  },
  { title: 'Profile' },
)

export const AssociationShape = Type.Object(
  {
    eimId: Type.String(),
    counterValue: Type.Integer(),
    associationToken: Type.Optional(Type.Integer()),
    evidence: EvidenceShape,
  },
  { title: 'Association' },
)

export const EuiccShape = Type.Object(
  {
    eumCertificate: Type.Optional(Type.String({ description: 'DER, hex' })),
    euiccCertificate: Type.Optional(Type.String({ description: 'DER, hex' })),
    chainVerifiedAt: Type.Optional(Instant),
    euiccInfo2: Type.Optional(Type.String({ description: 'DER, hex' })),
    freeNonVolatileMemory: Type.Optional(Type.Integer()),
    firmwareVersion: Type.Optional(Type.String()),
    iotVersions: Type.Optional(Type.Array(Type.String())),
    fallbackSupported: Type.Optional(Type.Boolean()),
    ciPkIdsForVerification: Type.Optional(Type.Array(Type.String())),
    ipaMode: Type.Optional(Type.Enum(['ipad', 'ipae'])),
    ipaFeatures: Type.Optional(Type.Array(Type.String())),
    dialect: Type.Optional(Type.Enum(['v1.0', 'v1.2'])),
    asOf: Instant,
    evidence: EvidenceShape,
  },
  { title: 'Euicc' },
)

export const InFlightShape = Type.Object(
  {
    what: Type.Enum(['package', 'data-request', 'download-trigger']),
    operationId: Type.String(),
    stepIndex: Type.Integer(),
    eimTransactionId: Type.String(),
    counterValue: Type.Optional(Type.Integer()),
    bytes: Type.String({ description: 'what left, upper-case hex; secrets in it are masked' }),
    sentAt: Instant,
    resultDueAt: Instant,
  },
  { title: 'InFlight' },
)

const Served = Type.Object({ iccid: Iccid, at: Instant })

export const DeviceShape = Type.Object(
  {
    eid: Eid,
    tenant: Type.String(),
    generation: GenerationShape,
    version: Type.Integer(),
    device: DeviceFactsShape,
    importedIccids: Type.Array(Type.String()),
    association: Type.Optional(AssociationShape),
    euicc: Type.Optional(EuiccShape),
    profiles: Type.Array(ProfileShape),
    profilesRead: Type.Optional(Type.Object({ at: Instant, evidence: EvidenceShape })),
    serving: Type.Optional(Served),
    attached: Type.Optional(
      Type.Object({ iccid: Iccid, plmn: Type.Optional(Type.String()), at: Instant }),
    ),
    operations: Type.Array(OperationShape, {
      description: 'open ones and the last ten, oldest first',
    }),
    inFlight: Type.Optional(InFlightShape),
    lastStateChange: Type.Optional(Type.Object({ cause: Type.String(), at: Instant })),
    lastSeenAt: Type.Optional(Instant),
    dueAt: Type.Optional(Instant),
    can: Type.Record(Type.String(), Possible, { description: 'by kind of wish' }),
    now: Instant,
  },
  { title: 'Device' },
)
