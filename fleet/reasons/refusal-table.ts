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
  'still-needed': {
    words: 'the device was last heard over this profile, and not yet over the enabled one',
    remedy: 'wait until the device calls over the enabled profile (restart it if it does not)',
  },
  'no-way-back': {
    words: 'if the new profile does not work, nothing would bring this device back',
    remedy:
      'set a fallback profile first (set-fallback), or let the maker confirm that the IPA rolls ' +
      'back and record that in the inventory',
  },
  'no-way-back-later': {
    words:
      'the modem of this device takes a switch over only when it restarts, when the card can no ' +
      'longer roll back',
    remedy: 'set a fallback profile first, or have the operator confirm that the line is active',
  },
  flapping: {
    words: 'the card has left the profile that we enabled at least twice, by itself',
    remedy:
      'find out why (cause, network, firmware); then start it again as a person, which releases it',
  },
  'fact-missing': {
    words: 'a fact that the start requires is not known',
    remedy: 'get the fact, or start it without requiring it',
  },
  'memory-too-small': {
    words: 'the card has not enough room for this profile',
    remedy: 'delete a disabled profile that is not the fallback, or order a smaller profile type',
  },
  'no-common-ci': {
    words: 'card and SM-DP+ have no certificate issuer in common, so they cannot authenticate',
    remedy: 'order the profile from another SM-DP+, or another type of it',
  },
  'certificate-expired': {
    words: 'a certificate that the download or the result needs has expired',
    remedy: 'have it renewed; cards of an expired CI cannot be managed until then',
  },
  'certificate-ends-soon': {
    words: 'a certificate ends before this would be done',
    remedy: 'have it renewed first, or give an earlier deadline',
  },
  'order-over': {
    words: 'the order of this profile is expired or used up at the SM-DP+',
    remedy: 'order another profile',
  },
  'order-not-released': {
    words: 'the order of this profile is not released at the SM-DP+ yet',
    remedy: 'have the operator release it; it is checked again',
  },
  'line-not-active': {
    words: 'the line behind the new profile is not active, so the device would not attach',
    remedy: 'have the operator activate it; it is checked again',
  },
  'line-terminated': {
    words: 'the line behind the new profile is terminated',
    remedy: 'order another profile',
  },
  'line-over': {
    words: 'the validity of the line behind the new profile is over',
    remedy: 'have the operator extend it, or order another profile',
  },
  'line-used-up': {
    words: 'nothing is left of the allowance of the line behind the new profile',
    remedy: 'top it up; it is checked again',
  },
  'country-not-served': {
    words: 'the line behind the new profile may not serve in the country of the device',
    remedy: 'choose an operator for this country',
  },
  'imei-locked': {
    words: 'the line behind the new profile is locked to another device',
    remedy: 'have the operator change the lock, or order another profile',
  },
  'apn-unknown': {
    words: 'the device does not have the APN of the new operator',
    remedy: 'give the device the APN first (its own management), then record it in the inventory',
  },
  'energy-too-low': {
    words: 'the battery holds too little for this',
    remedy: 'change the battery, wait for better coverage, or choose a smaller profile',
  },
  'coverage-too-slow': {
    words: 'the radio is so slow that the download session would end before the profile is loaded',
    remedy: 'wait for better coverage, choose a smaller profile or the indirect route',
  },
  'coverage-against-deadline': {
    words: 'the radio is too slow for the time that is left',
    remedy: 'give a later deadline',
  },
  'contact-after-deadline': {
    words: 'the device is not expected to call before the deadline',
    remedy: 'give a later deadline, or wake the device',
  },
  'contact-outside-windows': {
    words: 'the device never calls inside the windows in which changes may be made',
    remedy: 'widen the windows, or exclude the device',
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
  'start-needs-campaign': {
    words: 'so many devices are not changed in one start',
    remedy:
      'plan a campaign, which begins small and is approved: holdfast campaign create; or let ' +
      'another person raise the limit: holdfast limits set',
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
