// Which country a cell names: the two letters of ISO 3166-1, whichever way a list writes them.

import type { Parsed } from '@holdfast/gsma/ids/parsed.ts'
import { accepted, refused } from '@holdfast/gsma/ids/parsed.ts'
import { nearestWord } from '../nearest-word.ts'
import { countryTable } from './country-table.ts'

const known = countryTable
  .trim()
  .split('\n')
  .map((line) => {
    const [two = '', three = ''] = line.split(' ')
    return { two, three, name: line.slice(two.length + three.length + 2) }
  })

/** Other names that lists use. */
const otherNames: Readonly<Record<string, string>> = {
  america: 'US',
  brasil: 'BR',
  'czech republic': 'CZ',
  danmark: 'DK',
  deutschland: 'DE',
  england: 'GB',
  españa: 'ES',
  france: 'FR',
  'great britain': 'GB',
  holland: 'NL',
  'hong kong sar': 'HK',
  'ivory coast': 'CI',
  italia: 'IT',
  'korea (south)': 'KR',
  méxico: 'MX',
  'myanmar (burma)': 'MM',
  nederland: 'NL',
  norge: 'NO',
  österreich: 'AT',
  polska: 'PL',
  'republic of korea': 'KR',
  russia: 'RU',
  'russian federation': 'RU',
  schweiz: 'CH',
  'slovak republic': 'SK',
  'south korea': 'KR',
  suisse: 'CH',
  sverige: 'SE',
  'the netherlands': 'NL',
  turkey: 'TR',
  türkiye: 'TR',
  'u.k.': 'GB',
  'u.s.': 'US',
  'u.s.a.': 'US',
  uae: 'AE',
  uk: 'GB',
  'united arab emirates': 'AE',
  'united kingdom': 'GB',
  'united states of america': 'US',
  'viet nam': 'VN',
}

const byName = new Map<string, string>(Object.entries(otherNames))
for (const { two, three, name } of known) {
  for (const key of [two, three, name]) byName.set(key.toLowerCase(), two)
}
const names = known.map(({ name }) => name.toLowerCase())

/** Two letters for a code or an English name; else the country whose name is nearest. */
export function parseCountry(text: string): Parsed<string> {
  const wanted = text.trim().toLowerCase()
  const code = byName.get(wanted)
  if (code !== undefined) return accepted(code)
  const near = wanted.length > 3 ? nearestWord(wanted, names) : undefined
  const suggestion = near === undefined ? undefined : byName.get(near)
  const why = `"${text}" is no country: two letters as in ISO 3166 are wanted, "DE"`
  return refused('country-unknown', why, suggestion)
}
