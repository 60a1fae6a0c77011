// A card's generation in words.

const words: Readonly<Record<string, string>> = {
  sgp02: 'M2M (SGP.02)',
  sgp22: 'consumer (SGP.22)',
  sgp32: 'IoT (SGP.32)',
  none: 'no eUICC',
}

export const generationWords = (generation: string): string => words[generation] ?? generation
