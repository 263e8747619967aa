import { createTheme, type MantineColorsTuple } from '@mantine/core'
import { findOptions } from '../ui/search-text.ts'
import styles from './theme.module.css'

/** Deep teal; white on shade 8 passes AA for text in both schemes. */
const teal: MantineColorsTuple = [
  '#e6f6f7',
  '#d3e9eb',
  '#a8d3d7',
  '#7abdc3',
  '#54a9b1',
  '#3a9ca5',
  '#28959f',
  '#17808a',
  '#0b6a73',
  '#08545b',
]

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { teal },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  headings: {
    fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
    fontWeight: '650',
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Select: { defaultProps: { filter: findOptions } },
    MultiSelect: { defaultProps: { filter: findOptions } },
    Autocomplete: { defaultProps: { filter: findOptions } },
    TagsInput: { defaultProps: { filter: findOptions } },
    // Words of others stand in buttons, in any language and font: they break rather than stick out.
    Button: { classNames: { root: styles.button, inner: styles.inner, label: styles.label } },
  },
})
