// One accent, the system's fonts, an 8-pixel rhythm, and colours that hold AA contrast on both
// schemes. Outcome and evidence colours stand in console.css as variables.

import { createTheme } from '@mantine/core'

/** Green that holds 4.5:1 under white text at shade 7. */
const accent = [
  '#e8f7f2',
  '#d2ece3',
  '#a3dac8',
  '#71c7ab',
  '#4ab794',
  '#2aa581',
  '#0b7a5f',
  '#066a52',
  '#055743',
  '#034433',
] as const

export const theme = createTheme({
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  respectReducedMotion: true,
  components: {
    Button: { styles: { label: { fontWeight: 500 } } },
    // The head of a dialog is no second banner of the page.
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
  },
})
