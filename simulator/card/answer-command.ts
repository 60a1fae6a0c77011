// The door of the card: one ES10 or ESep command in, the answer and the next card out. Which
// function answers which tag is one table; an unknown tag and contents that do not read are refused
// by status word, a piece of a bound profile package goes to whoever is reading one.
// SGP.22 §5.7, SGP.32 §5.9.

import { Asn1Error } from '@holdfast/asn1/error.ts'
import { tlv } from '@holdfast/asn1/writer.ts'
import { authenticateServer, euiccChallenge } from './authenticate-server.ts'
import type { Card, CardAnswer, Entropy } from './card.ts'
import { certificates, connectivityParameters, infoOne, infoTwo } from './card-facts.ts'
import type { Edition } from './card-model.ts'
import { addInitialEim, eimConfigurations } from './eim-association.ts'
import {
  disableEmergency,
  enableEmergency,
  executeFallback,
  returnFromFallback,
} from './fallback.ts'
import { configureImmediateEnabling, immediateEnable } from './immediate-enable.ts'
import { loadEuiccPackage } from './load-euicc-package.ts'
import { isPackagePiece, loadProfilePiece } from './load-profile.ts'
import {
  configuredAddresses,
  deleteCommand,
  disableCommand,
  eidCommand,
  enableCommand,
  nicknameCommand,
  profilesInfo,
  rulesTable,
  setDefaultAddress,
} from './local-commands.ts'
import { consumerReset, memoryReset } from './memory-reset.ts'
import {
  listNotifications,
  removeNotification,
  retrieveNotifications,
} from './notification-commands.ts'
import { cancelSession, prepareDownload } from './prepare-download.ts'
import { profileRollback } from './rollback.ts'
import { statusWords } from './status-words.ts'
import { Turn } from './turn.ts'

type Answering = (turn: Turn, command: Uint8Array) => CardAnswer

/** IpaeActivation and LpaeActivation: there is no IPA or LPA in this card. */
const activation: Answering = (turn) => turn.answer(tlv(0xbf42, tlv(0x80, Uint8Array.of(1))))

type Row = readonly [tag: number, answer: Answering]

const consumerFunctions: readonly Row[] = [
  [0xbf20, infoOne],
  [0xbf21, prepareDownload],
  [0xbf22, infoTwo],
  [0xbf28, listNotifications],
  [0xbf29, nicknameCommand],
  [0xbf2b, retrieveNotifications],
  [0xbf2d, profilesInfo],
  [0xbf2e, euiccChallenge],
  [0xbf30, removeNotification],
  [0xbf31, enableCommand],
  [0xbf32, disableCommand],
  [0xbf33, deleteCommand],
  [0xbf34, consumerReset],
  [0xbf38, authenticateServer],
  [0xbf3c, configuredAddresses],
  [0xbf3e, eidCommand],
  [0xbf3f, setDefaultAddress],
  [0xbf41, cancelSession],
  [0xbf42, activation],
  [0xbf43, rulesTable],
]

const firstIotFunctions: readonly Row[] = [
  [0xbf51, loadEuiccPackage],
  [0xbf55, eimConfigurations],
  [0xbf56, certificates],
  [0xbf57, addInitialEim],
  [0xbf58, profileRollback],
  [0xbf59, configureImmediateEnabling],
  [0xbf5a, immediateEnable],
]

const laterIotFunctions: readonly Row[] = [
  [0xbf5b, enableEmergency],
  [0xbf5c, disableEmergency],
  [0xbf5d, executeFallback],
  [0xbf5e, returnFromFallback],
  [0xbf5f, connectivityParameters],
  [0xbf64, memoryReset],
]

const iot = new Map([...consumerFunctions, ...firstIotFunctions, ...laterIotFunctions])

const functions: Readonly<Record<Edition, ReadonlyMap<number, Answering>>> = {
  consumer: new Map(consumerFunctions),
  'v1.0': new Map([...consumerFunctions, ...firstIotFunctions]),
  'v1.2': iot,
  'v1.3': iot,
}

/** What the card answers to one whole command, and the card after it. Never throws on any bytes. */
export function answerCommand(card: Card, command: Uint8Array, entropy: Entropy): CardAnswer {
  const turn = new Turn(card, entropy)
  if (isPackagePiece(command, card.ram.loading !== undefined)) {
    return loadProfilePiece(turn, command)
  }
  const tag = ((command[0] ?? 0) << 8) | (command[1] ?? 0)
  const answer = functions[card.model.edition].get(tag)
  if (!answer) return turn.refuse(statusWords.unknownFunction)
  try {
    return answer(turn, command)
  } catch (cause) {
    if (cause instanceof Asn1Error) return turn.refuse(statusWords.wrongContents)
    throw cause
  }
}
