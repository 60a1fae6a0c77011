// The codes of campaigns: why a campaign or something asked of it is refused, and why a campaign, a
// wave or an operation of it stands where it does. Stable; the operator guide lists them from here.

import type { ReasonText } from './reason-text.ts'

export const campaignRefusalTable = {
  'campaign-unknown': {
    words: 'there is no such campaign',
    remedy: 'look at the list of campaigns',
  },
  'campaign-phase': {
    words: 'the campaign is in a phase in which this cannot be done',
    remedy: 'look at what can be done with the campaign now',
  },
  'campaign-plan-invalid': {
    words: 'the plan of the campaign cannot be carried out as it is written',
    remedy: 'correct the named part of the plan',
  },
  'plan-hash-differs': {
    words: 'the plan is not the one that was looked at: its hash is another',
    remedy: 'read the plan as it is now, then approve its hash',
  },
  'author-approves': {
    words: 'whoever wrote the plan, or a part of it, cannot approve it',
    remedy: 'ask another person',
  },
  'approved-already': {
    words: 'this person has approved this plan already',
    remedy: 'ask another person',
  },
  'approval-missing': {
    words: 'the plan as it is now has fewer approvals than it needs',
    remedy: 'let other persons approve the hash of the plan',
  },
  'not-targeted': {
    words: 'the target of the campaign is not put on record yet',
    remedy: 'wait until its devices are counted',
  },
  'reason-missing': {
    words: 'a reason is needed, so that others know later why',
    remedy: 'say why in a few words',
  },
  'wave-without-evidence': {
    words: 'the wave would fail again at once: too little of it is left to show that it works now',
    remedy: 'mend the cause and retry its failed devices, then resume; or abort and plan anew',
  },
  'wave-unknown': {
    words: 'the campaign has no such wave, or it has not begun',
    remedy: 'look at the waves of the campaign',
  },
  'combination-unknown': {
    words: 'no such combination is held',
    remedy: 'look at the combinations that are held',
  },
  'nothing-to-roll-back': {
    words: 'the campaign does not change the profile in use, so there is nothing to go back to',
    remedy: 'pause or abort it; undo what it did on cards with another campaign',
  },
  'roll-back-not-serving': {
    words: 'the device is not known to serve on the new profile, so it is not sent back',
    remedy: 'find out first where it is; its own rollback and recovery come before',
  },
  'roll-back-former-gone': {
    words: 'the former profile is not proven to be on the card, so there is nothing to go back to',
    remedy: 'read the card, or start a swap to another profile',
  },
  'operator-not-allowed': {
    words: 'a rule of the country does not allow this operator there',
    remedy: "use an operator that the country's rule allows, or correct the rule",
  },
  'country-rule-invalid': {
    words: 'the rule of the country cannot be used as it is written',
    remedy: 'correct the named part of the rule',
  },
  'country-rule-unknown': {
    words: 'no rule is stated for this country',
    remedy: 'look at the list of rules: holdfast country-rules list',
  },
} as const satisfies Readonly<Record<string, ReasonText>>

export const campaignReasonTable = {
  'campaign-not-running': {
    words: 'its campaign is not running',
    remedy: 'resume the campaign, or take the device out of it',
  },
  'campaign-aborted': {
    words: 'its campaign was aborted',
    remedy: 'nothing to do; what had begun on the card is read and brought to a safe end',
  },
  'campaign-paused-by-person': {
    words: 'a person paused the campaign',
    remedy: 'resume it when the reason is gone',
  },
  'campaign-restored': {
    words: 'the database was replaced by a backup: what the campaign did since is not known',
    remedy: 'look at its devices when they have called, then resume it',
  },
  'campaign-done': {
    words: 'every device of the campaign is decided',
    remedy: 'look at the devices that did not succeed',
  },
  'campaign-done-below-goal': {
    words: 'every device is decided, and fewer succeeded than the campaign wanted',
    remedy: 'look at the failures by code and by combination, then retry or exclude',
  },
  'wave-proven': {
    words: 'the wave has passed',
    remedy: 'nothing to do',
  },
  'wave-failing': {
    words: 'too many devices of the wave failed',
    remedy: 'find the cause; then roll the wave back, exclude devices, or resume with a reason',
  },
  'wave-suspect': {
    words: 'many of the first results are failures; nothing more begins until the rest has told',
    remedy: 'nothing yet: the results of what is in the air decide',
  },
  'stock-short': {
    words: 'there is not enough stock for every device of the campaign',
    remedy: 'add activation codes to the stock, or make the target smaller',
  },
  'combination-held': {
    words: 'devices of this combination fail, so no more of them begin',
    remedy: 'find out what is wrong with it; then release it with a reason, or exclude the devices',
  },
  'combination-unproven': {
    words: 'enough devices of this combination are in the air until the first have told',
    remedy: 'nothing yet: it goes on by itself when they have succeeded',
  },
  'window-closed': {
    words: 'the window of the campaign is closed where the device is',
    remedy: 'nothing to do: it goes on when the window opens',
  },
  'window-never-opens': {
    words: 'the windows of the campaign never open where the device is',
    remedy: 'correct the windows, or the time zone of the device',
  },
  'quiet-hours': {
    words: 'a rule of the country asks for quiet at this time',
    remedy: 'nothing to do: it goes on afterwards',
  },
  'country-day-full': {
    words: 'a rule of the country lets only so many devices change in a day, and today they have',
    remedy: "nothing to do: it goes on tomorrow by the country's clock",
  },
  'line-spared': {
    words: 'the line that the device uses is nearly used up: only what leads off it leaves',
    remedy:
      'top the line up, or swap to another profile; it goes on when the operator tells of more',
  },
  'breaker-open': {
    words: 'a server or operator that this needs does not work just now',
    remedy: 'nothing yet: it is tried out again shortly; look at the incident if it lasts',
  },
  'rate-spent': {
    words: 'as much as may leave in a minute has left',
    remedy: 'nothing to do: the device gets it when it calls again',
  },
  'waits-for-wave': {
    words: 'the wave of this device has not begun',
    remedy: 'nothing to do: it begins when the wave before it has passed',
  },
  'at-once-reached': {
    words: 'as many devices as may be are in the air',
    remedy: 'nothing to do: others begin as soon as some are decided',
  },
  overdue: {
    words: 'the declared time of the device is over, and its outcome is not known yet',
    remedy: 'nothing yet: what began on the card goes on to its safe end, and late truth counts',
  },
} as const satisfies Readonly<Record<string, ReasonText>>

export type CampaignRefusalCode = keyof typeof campaignRefusalTable
export type CampaignReasonCode = keyof typeof campaignReasonTable
