import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'
import { findOptions } from '../ui/search-text.ts'
import styles from './theme.module.css'

// The component library gets the names of tokens.css: what it draws and what we draw ourselves are of one look.

const font = 'Inter, "Inter fallback", "Inter fallback wide", system-ui, sans-serif'

/** Ten shades of one colour that the tokens define, the pale ones soft. */
function shades(name: string): MantineColorsTuple {
  const [soft, full] = [`var(--${name}-soft)`, `var(--${name})`]
  return [soft, soft, soft, full, full, full, full, full, full, full]
}

/** In the dark scheme from text to ground, as the component library counts. */
const dark: MantineColorsTuple = [
  '#e9efec',
  '#c9d3cf',
  '#a5b2ad',
  '#8d9b95',
  '#3d4a46',
  '#26302d',
  '#1d2724',
  '#161e1c',
  '#0f1514',
  '#0a0f0e',
]

const gray: MantineColorsTuple = [
  '#f7f8f7',
  '#f1f4f3',
  '#e3e7e5',
  '#d3d9d6',
  '#c9d1cd',
  '#8f9c96',
  '#64716c',
  '#52605b',
  '#2c3733',
  '#17211e',
]

/** What a colour of the component library is called among the tokens. */
const TOKEN: Record<string, string> = {
  accent: 'accent',
  red: 'red',
  orange: 'amber',
  yellow: 'amber',
  green: 'green',
  teal: 'green',
  blue: 'blue',
  gray: 'ink-2',
}

const variantColors: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input)
  const token = TOKEN[(input.color ?? 'accent').split('.')[0] ?? '']
  if (!token) return usual
  const isAccent = token === 'accent'
  const full = `var(--${token})`
  const soft = token === 'ink-2' ? 'var(--sunken)' : `var(--${token}-soft)`
  const text = isAccent ? 'var(--accent-ink)' : full
  const none = '1px solid transparent'
  switch (input.variant) {
    case 'filled':
      return {
        background: full,
        hover: isAccent ? 'var(--accent-hover)' : `color-mix(in srgb, ${full} 88%, var(--ink))`,
        color: isAccent ? 'var(--on-accent)' : 'var(--on-state)',
        border: none,
      }
    case 'light':
      return {
        background: soft,
        hover: `color-mix(in srgb, ${soft} 88%, ${full})`,
        color: text,
        border: none,
      }
    case 'outline':
      return {
        background: 'var(--surface)',
        hover: soft,
        color: text,
        border: `1px solid color-mix(in srgb, ${full} 45%, var(--surface))`,
      }
    case 'subtle':
      return { background: 'transparent', hover: soft, color: isAccent ? 'var(--ink-2)' : text, border: none }
    default:
      return usual
  }
}

/** What lies below a panel stays to be seen. */
const overlayProps = { color: '#0a0f0e', backgroundOpacity: 0.32 }

/** Fields with a list. The list itself scrolls: a box around it would be one that the keyboard can’t reach. */
const list = {
  defaultProps: { filter: findOptions, withScrollArea: false },
  classNames: { options: styles.options },
}

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 8,
  colors: {
    accent: shades('accent'),
    red: shades('red'),
    orange: shades('amber'),
    yellow: shades('amber'),
    green: shades('green'),
    teal: shades('green'),
    blue: shades('blue'),
    gray,
    dark,
  },
  variantColorResolver: variantColors,
  fontFamily: font,
  fontSizes: {
    xs: 'var(--text-xs)',
    sm: 'var(--text-s)',
    md: 'var(--text-m)',
    lg: 'var(--text-l)',
    xl: '1.125rem',
  },
  lineHeights: { xs: '1.34', sm: '1.39', md: '1.43', lg: '1.34', xl: '1.34' },
  headings: {
    fontFamily: font,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: 'var(--text-xl)', lineHeight: 'var(--line-xl)' },
      h2: { fontSize: 'var(--text-l)', lineHeight: 'var(--line-l)', fontWeight: '620' },
      h3: { fontSize: 'var(--text-m)', lineHeight: 'var(--line-m)', fontWeight: '620' },
      h4: { fontSize: 'var(--text-l)', lineHeight: 'var(--line-l)', fontWeight: '620' },
      h5: { fontSize: 'var(--text-m)', lineHeight: 'var(--line-m)' },
      h6: { fontSize: 'var(--text-s)', lineHeight: 'var(--line-s)' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '7px', md: '8px', lg: '10px', xl: '16px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Select: list,
    MultiSelect: list,
    Autocomplete: list,
    TagsInput: list,
    Input: { classNames: { input: styles.input } },
    InputWrapper: { classNames: { label: styles.inputLabel, description: styles.hint, error: styles.error } },
    // Words of others stand in buttons, in any language and font: they break rather than stick out.
    Button: { classNames: { root: styles.button, inner: styles.inner, label: styles.label } },
    ActionIcon: { classNames: { root: styles.actionIcon } },
    Alert: { classNames: { root: styles.alert, title: styles.alertTitle } },
    // The first entry has the focus once a menu opens: who presses Enter goes on from there.
    Menu: {
      defaultProps: { withInitialFocusPlaceholder: false },
      classNames: { dropdown: styles.dropdown, item: styles.item, label: styles.menuLabel },
    },
    Popover: { classNames: { dropdown: styles.dropdown } },
    Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } },
    Chip: { classNames: { label: styles.chip } },
    Radio: { defaultProps: { iconColor: 'var(--on-accent)' } },
    Drawer: {
      defaultProps: { overlayProps },
      classNames: { title: styles.panelTitle, content: styles.panel },
    },
    Modal: { defaultProps: { overlayProps }, classNames: { title: styles.panelTitle } },
    Table: {
      defaultProps: {
        stickyHeaderOffset: 'var(--bar)',
        highlightOnHoverColor: 'var(--sunken)',
        borderColor: 'var(--line)',
      },
      classNames: { table: styles.tableRoot, th: styles.th },
    },
    // A banner is of the page: it has one.
    DrawerHeader: { defaultProps: { component: 'div' } },
    ModalHeader: { defaultProps: { component: 'div' } },
    Tabs: { classNames: { list: styles.tabs, tab: styles.tab } },
    Fieldset: { classNames: { root: styles.fieldset, legend: styles.legend } },
    Paper: { classNames: { root: styles.paper } },
  },
})

const both = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--ink-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-ink)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-light': 'var(--accent-soft)',
  '--mantine-color-accent-light-color': 'var(--accent-ink)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: both, dark: both })
