// Commands of a local user through the LPA or IPA: listing, switching, deleting and naming profiles,
// addresses, the rules table. SGP.22 §5.7.3, §5.7.4, §5.7.15 to §5.7.22.

import { decode, encode } from '@holdfast/asn1/schema.ts'
import * as es10c from '@holdfast/gsma/sgp22/es10c.ts'
import { profileInfoListRequest } from '@holdfast/gsma/sgp22/profile-info.ts'
import type { CardAnswer } from './card.ts'
import type { Outcome } from './profile-change.ts'
import { deleteProfile, disableProfile, enableProfile, findProfile } from './profile-change.ts'
import { encodeProfileList } from './profile-list.ts'
import { statusWords } from './status-words.ts'
import type { Turn } from './turn.ts'

function settle(turn: Turn, step: string, outcome: Outcome): number {
  if (outcome.change) turn.commit(step, outcome.change)
  return outcome.code
}

export function enableCommand(turn: Turn, command: Uint8Array): CardAnswer {
  const { profileIdentifier, refreshFlag } = decode(es10c.enableProfileRequest, command)
  const enableResult = settle(turn, 'profile-enabled', enableProfile(turn, profileIdentifier))
  if (enableResult === 0 && refreshFlag) turn.refresh()
  return turn.answer(encode(es10c.enableProfileResponse, { enableResult }))
}

export function disableCommand(turn: Turn, command: Uint8Array): CardAnswer {
  const { profileIdentifier, refreshFlag } = decode(es10c.disableProfileRequest, command)
  const disableResult = settle(turn, 'profile-disabled', disableProfile(turn, profileIdentifier))
  if (disableResult === 0 && refreshFlag) turn.refresh()
  return turn.answer(encode(es10c.disableProfileResponse, { disableResult }))
}

export function deleteCommand(turn: Turn, command: Uint8Array): CardAnswer {
  const name = decode(es10c.deleteProfileRequest, command)
  const deleteResult = settle(turn, 'profile-deleted', deleteProfile(turn, name))
  return turn.answer(encode(es10c.deleteProfileResponse, { deleteResult }))
}

export function nicknameCommand(turn: Turn, command: Uint8Array): CardAnswer {
  const { iccid, profileNickname } = decode(es10c.setNicknameRequest, command)
  const target = findProfile(turn.nvm, { kind: 'iccid', value: iccid })
  if (target) {
    const nickname = profileNickname === '' ? undefined : profileNickname
    const profiles = turn.nvm.profiles.map((one) => (one === target ? { ...one, nickname } : one))
    turn.commit('nickname-set', { profiles })
  }
  return turn.answer(encode(es10c.setNicknameResponse, { setNicknameResult: target ? 0 : 1 }))
}

export function profilesInfo(turn: Turn, command: Uint8Array): CardAnswer {
  const request = decode(profileInfoListRequest, command)
  return turn.answer(encodeProfileList(turn.nvm, request, 'lpa'))
}

export function configuredAddresses(turn: Turn, command: Uint8Array): CardAnswer {
  decode(es10c.euiccConfiguredAddressesRequest, command)
  const { defaultSmdpAddress, rootSmdsAddress } = turn.nvm
  return turn.answer(
    encode(es10c.euiccConfiguredAddressesResponse, {
      rootDsAddress: rootSmdsAddress,
      ...(defaultSmdpAddress === undefined ? {} : { defaultDpAddress: defaultSmdpAddress }),
    }),
  )
}

export function setDefaultAddress(turn: Turn, command: Uint8Array): CardAnswer {
  const { defaultDpAddress } = decode(es10c.setDefaultDpAddressRequest, command)
  turn.commit('default-address-set', { defaultSmdpAddress: defaultDpAddress || undefined })
  return turn.answer(encode(es10c.setDefaultDpAddressResponse, { setDefaultDpAddressResult: 0 }))
}

export function rulesTable(turn: Turn, command: Uint8Array): CardAnswer {
  decode(es10c.getRatRequest, command)
  return turn.answer(encode(es10c.getRatResponse, { rat: turn.model.rules }))
}

/** GetEID: tag list 5A and nothing else. */
export function eidCommand(turn: Turn, command: Uint8Array): CardAnswer {
  const { tagList } = decode(es10c.getEuiccDataRequest, command)
  if (tagList[0] !== 0x5a) return turn.refuse(statusWords.wrongContents)
  return turn.answer(encode(es10c.getEuiccDataResponse, { eidValue: turn.eid }))
}
