// Why a wish or a request is refused before anything happens: code, words, remedy. The codes are
// stable; the operator guide lists them from here.

import type { ReasonText } from './reason-text.ts'

export const refusalTable = {
  'stock-empty': {
    words: 'no activation code of this operator is left in stock',
    remedy: 'add activation codes to the stock, or start fewer devices',
  },
  'generation-not-managed': {
    words: 'this card is not managed by an eIM, so no eUICC package can change it',
    remedy: 'use the system that manages it; Holdfast operates cards of generation sgp32',
  },
  'not-associated': {
    words: 'the card is not associated with our eIM, so it would refuse our packages',
    remedy: 'add our eIM to the card (AddInitialEim or its present eIM), then record that here',
  },
  'counter-exhausted': {
    words: 'the counter of this association has reached its highest value, 8388607',
    remedy: 'renew the association: update the eIM configuration on the card with a new counter',
  },
  'iccid-invalid': {
    words: 'this is not an ICCID: 18 to 20 digits are needed',
    remedy: 'give the ICCID as printed or as the operator lists it, digits only',
  },
  'activation-code-invalid': {
    words: 'this activation code cannot be used',
    remedy: 'give the code as the operator made it: LPA:1$address$matching-id',
  },
  'confirmation-code-missing': {
    words: 'the activation code says that a confirmation code is needed, and none was given',
    remedy: 'give the confirmation code that the operator sent with the activation code',
  },
  'confirmation-code-needs-relay': {
    words: 'the device downloads by itself and cannot be given a confirmation code',
    remedy: 'order the profile without a confirmation code',
  },
  'profile-not-on-card': {
    words: 'the card proved its list of profiles, and this ICCID is not among them',
    remedy: 'check the ICCID, or give an activation code so that the profile is downloaded',
  },
  'profile-is-enabled': {
    words: 'the profile is enabled; deleting it would cut the device off',
    remedy: 'enable another profile first, wait until the device serves on it, then delete',
  },
  'nothing-else-enabled': {
    words: 'no other profile would be enabled, so the device could not be reached any more',
    remedy: 'enable the other profile instead (swap): that disables this one',
  },
  'last-way-back': {
    words: 'this is the last profile with which the device could come back',
    remedy: 'install or enable another profile first and let the device prove that it works',
  },
  'is-fallback-profile': {
    words: 'this is the fallback profile, with which the card rescues itself',
    remedy: 'set the fallback attribute on another profile, or unset it, first',
  },
  'is-bootstrap-profile': {
    words: 'this is the bootstrap (provisioning) profile, with which the device can be rescued',
    remedy: 'keep it; if it must go, its owner can delete it outside Holdfast',
  },
  'policy-forbids-disable': {
    words: 'a rule in the enabled profile (ppr1) forbids disabling it',
    remedy: 'ask the operator of the enabled profile to remove the rule (ES6 update)',
  },
  'policy-forbids-delete': {
    words: 'a rule in the profile (ppr2) forbids deleting it',
    remedy: "ask the profile's operator to remove the rule (ES6 update)",
  },
  'fallback-not-supported': {
    words: 'the card does not support a fallback profile',
    remedy: 'rely on the rollback of each swap; a newer eUICC is needed for fallback',
  },
  'fallback-not-allowed': {
    words: "the profile's operator does not allow it as fallback profile",
    remedy: 'ask the operator to allow it, or choose another profile',
  },
  'fallback-is-enabled': {
    words: 'the fallback profile is enabled now; a card refuses to move the attribute then',
    remedy: 'enable another profile first',
  },
  'no-download-route': {
    words: 'the device says that it can download neither by itself nor through the eIM',
    remedy: 'update the IPA of the device, or load the profile at the factory',
  },
  'too-many-operations': {
    words: 'this card has as many open operations as may wait',
    remedy: 'wait for some of them to end, or cancel them',
  },
  'deadline-past': {
    words: 'the deadline given is not in the future',
    remedy: 'give a later deadline, or none',
  },
  'operation-id-taken': {
    words: 'another operation of this card has this id',
    remedy: 'use a new id',
  },
  'operation-unknown': {
    words: 'this card has no operation with this id, or it ended long ago',
    remedy: "look at the device's timeline",
  },
  'operation-over': {
    words: 'the operation is over',
    remedy: 'start a new operation that does the opposite',
  },
  'cancel-too-late': {
    words: 'the card has already made the change',
    remedy: 'start an operation that enables the former profile again',
  },
  'import-other-tenant': {
    words: 'the card belongs to another tenant',
    remedy: 'move the card between the tenants, or correct the EID',
  },
  'import-other-generation': {
    words: 'the card is known with another generation and has an eIM association',
    remedy: 'correct the row, or remove the association first',
  },
  'relay-card-unknown': {
    words: 'it is not known for which card this download is, so it is not relayed',
    remedy: 'the IPA must poll on the same connection or send the eimTransactionId',
  },
  'relay-no-download': {
    words: 'no download is under way for this card',
    remedy: 'start a download or swap; the device then gets a trigger',
  },
  'relay-other-server': {
    words: 'the device asks for another SM-DP+ than the one in the activation code',
    remedy: 'check the activation code and the IPA configuration',
  },
  'relay-too-often': {
    words: 'the device has begun this download too often, and the order allows only a few tries',
    remedy: 'find out from the timeline why each try ended, and ask the operator about the order',
  },
  'relay-other-matching-id': {
    words: 'the device asks for another matching id than the one in the activation code',
    remedy: 'check what else uses the IPA of this device',
  },
  'no-open-silence': {
    words: 'the device does not count as silent, so there is nothing to recover',
    remedy: 'look at when the device is expected to call next',
  },
  'recovery-under-way': {
    words: 'another step of recovery is under way',
    remedy: 'wait until its deadline has passed, or until the device calls',
  },
  'recovery-not-possible': {
    words: 'this step of recovery cannot be taken now',
    remedy: 'see why; choose another step',
  },
  'visit-unknown': {
    words: 'no visit of this id is open for this device',
    remedy: "look at the device's timeline: the device may have come back meanwhile",
  },
} as const satisfies Readonly<Record<string, ReasonText>>

export type RefusalCode = keyof typeof refusalTable
