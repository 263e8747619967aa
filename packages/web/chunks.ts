import { basename, join } from 'node:path'

/**
 * Which modules go into one file. Left alone, the bundler makes a file for each set of pages that share something: a
 * hundred requests for a first page. Here every page is one file, beside layers that pages share; a layer knows only
 * those above it in this list, so that no page loads one that it does not need:
 *
 * vendor, app   what every page needs
 * basics        plain parts of pages: groups, tabs, lists
 * inputs        plain fields: text, check boxes
 * forms         the state of forms
 * tables        what scrolls to the side
 * overlays      what opens above a page: menus, panels
 * choices       fields with a list that opens
 * fields        numbers
 * charts        what draws lines
 *
 * What several pages share of our own goes beside the lowest layer that it needs: `shared`, `shared-overlays` …
 */

/** What the bundler tells of a module, as far as it is asked here. */
interface Module {
  readonly code: string | null
  readonly importedIds: readonly string[]
  readonly dynamicallyImportedIds: readonly string[]
}

interface Chunking {
  getModuleInfo(id: string): Module | null
}

const LAYERS = ['basics', 'inputs', 'forms', 'tables', 'overlays', 'choices', 'fields', 'charts'] as const
type Layer = (typeof LAYERS)[number]

/** Components of Mantine by layer; what is not named is an overlay. */
const COMPONENTS: Readonly<Record<Exclude<Layer, 'overlays' | 'forms' | 'charts'>, RegExp>> = {
  basics:
    /^(Group|SimpleGrid|Grid|Tabs|List|Badge|Progress|Divider|VisuallyHidden|Code|Pill|Collapse|Skeleton|Card|Avatar|Image|Box|Flex|Center|Container)$/,
  inputs:
    /^(Input|InputBase|InlineInput|TextInput|PasswordInput|Textarea|Fieldset|Checkbox|Radio|Switch|NativeSelect|FileButton|Chip|SegmentedControl)$/,
  tables: /^(Table|ScrollArea)$/,
  choices: /^(Combobox|Select|MultiSelect|TagsInput|PillsInput|Autocomplete)$/,
  fields: /^(NumberInput|ColorInput|FileInput|PinInput)$/,
}

/** Other packages than Mantine’s components: those that one layer alone needs. What is not named is a basic. */
const PACKAGES: readonly (readonly [RegExp, Layer])[] = [
  [/d3-(shape|path)/, 'charts'],
  [/@mantine\/form|klona|fast-deep-equal/, 'forms'],
  [/react-number-format/, 'fields'],
  [
    /floating-ui|utils\/Floating|react-remove-scroll|use-sidecar|use-callback-ref|style-singleton|tslib/,
    'overlays',
  ],
]

const isPackage = (id: string) => id.includes('/node_modules/')

/** The layer of a package's module. */
function layerOfPackage(id: string): Layer {
  const known = PACKAGES.find(([pattern]) => pattern.test(id))
  if (known) return known[1]
  const component = /@mantine\/core\/esm\/(?:components|utils)\/(\w+)/.exec(id)?.[1]
  return component && /\/components\/|InlineInput/.test(id) ? layerOfComponent(component) : 'basics'
}

function layerOfComponent(name: string): Layer {
  for (const layer of ['basics', 'inputs', 'tables', 'choices', 'fields'] as const)
    if (COMPONENTS[layer].test(name)) return layer
  return 'overlays'
}

/** Finds the lowest layer that modules of ours need, themselves or by what they import. */
function createDepths(): (id: string, chunking: Chunking) => number {
  const known = new Map<string, number>()
  const depthOf = (id: string, chunking: Chunking): number => {
    const found = known.get(id)
    if (found !== undefined) return found
    known.set(id, -1) // modules that import each other
    const module = chunking.getModuleInfo(id)
    const own = componentsOf(module?.code ?? '').map((name) => LAYERS.indexOf(layerOfComponent(name)))
    const others = (module?.importedIds ?? []).map((imported) => {
      if (!isPackage(imported)) return depthOf(imported, chunking)
      return /@mantine\/core\/esm\/index/.test(imported) ? -1 : packageDepth(imported)
    })
    const depth = Math.max(-1, ...own, ...others)
    known.set(id, depth)
    return depth
  }
  return depthOf
}

/** Of packages, only those that a layer is known for lead to it; the rest is everywhere. */
function packageDepth(id: string): number {
  const known = PACKAGES.find(([pattern]) => pattern.test(id))
  return known ? LAYERS.indexOf(known[1]) : -1
}

/** Components of Mantine that need nothing but the first files. */
const FIRST =
  /^(Button|ActionIcon|CloseButton|UnstyledButton|Paper|Alert|Text|Title|Anchor|Stack|Loader|MantineProvider|createTheme|use\w+|[a-z]\w*)$/

function componentsOf(code: string): string[] {
  const imports = code.matchAll(/import\s*\{([^}]*)\}\s*from\s*["']@mantine\/core["']/g)
  return Array.from(imports, ([, names = '']) => names.split(','))
    .flat()
    .map((name) => name.trim().split(' as ')[0] ?? '')
    .filter((name) => name && !name.startsWith('type ') && !FIRST.test(name))
}

const ENTRY = join(import.meta.dirname, 'src/main.tsx')
/** Pages, and what is as much as one: the board that planners have in place of the calendar. */
const PAGE = /\/src\/(pages\/[\w-]+-page|features\/training\/board\/board)\.tsx$/

const BOARD = /\/board\/board\.tsx$/

/** Finds the pages that come with a module: those that import it, themselves or by what they import. */
function createPages(): (id: string, chunking: Chunking) => readonly string[] {
  let pages: Map<string, string[]> | undefined
  const collect = (chunking: Chunking) => {
    const found = new Map<string, string[]>()
    const seen = new Set<string>()
    const walk = (id: string, page: string | undefined, visited: Set<string>) => {
      if (isPackage(id) || visited.has(id)) return
      visited.add(id)
      if (page) found.set(id, [...(found.get(id) ?? []), page])
      const module = chunking.getModuleInfo(id)
      for (const imported of module?.importedIds ?? []) walk(imported, page, visited)
      for (const imported of module?.dynamicallyImportedIds ?? []) start(imported)
    }
    const start = (id: string) => {
      if (seen.has(id)) return
      seen.add(id)
      walk(id, PAGE.test(id) ? id : undefined, new Set())
    }
    start(ENTRY)
    return found
  }
  return (id, chunking) => {
    pages ??= collect(chunking)
    return pages.get(id) ?? []
  }
}

/** Pages that share much of our own: what only pages of one family share, others do without. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  training: /\/(course|courses|session|decision|catalogue)-page/,
  teaching: /\/(teach-event|teach-session|teaching|soon|event)-page/,
  calendar: /\/(calendar-page|offline-page|board\/board\.tsx)/,
  doors: /\/(sign-in|welcome)-page/,
  duties: /\/(door|door-list|team|team-member|area)-page/,
  admin:
    /\/(accounts|api-keys|app|apps|audit|capacity|directories|domains|groups|identity-providers|lms|mails|migration|notification-settings|notification-text|people|platform|saml-providers|session-fields|webhooks|zone-changes)-page/,
}

/** What several pages share of ours: a family's, or everybody's. */
function sharedBy(pages: readonly string[]): string {
  const family = Object.keys(FAMILIES).find((name) => pages.every((page) => FAMILIES[name]?.test(page)))
  return family ? `shared-${family}` : 'shared'
}

/** What opens later goes with the feature that it is of. */
const featureOf = (id: string): string =>
  /\/features\/(\w+\/[\w-]+)\//.exec(id)?.[1]?.replace('/', '-') ?? 'later'

/** For `rolldownOptions.output.codeSplitting`. */
export function chunks() {
  const depthOf = createDepths()
  const pagesOf = createPages()
  const first = ['$initial' as const]
  const onlyPageOf = (id: string, chunking: Chunking) => {
    const [page, ...others] = isPackage(id) ? [] : pagesOf(id, chunking)
    return others.length === 0 ? page : undefined
  }
  // Whoever shares something of ours needs the basics too.
  const depths = LAYERS.map((_, index) => index)
  const lowest = (depth: number) => Math.max(0, depth)
  /** Names the file of modules of ours that need a layer, and none below it. */
  const ours =
    (depth: number, nameOf: (id: string, pages: readonly string[]) => string | null) =>
    (id: string, chunking: Chunking) => {
      if (isPackage(id) || PAGE.test(id) || lowest(depthOf(id, chunking)) !== depth) return null
      const name = nameOf(id, pagesOf(id, chunking))
      const layer = LAYERS[depth]
      if (!name) return name
      // What the administration has of these is less than what a request of its own costs.
      if (layer === 'basics') return name === 'shared-admin' ? 'shared' : name
      return layer === 'inputs' && name === 'shared-admin' ? 'shared-inputs' : `${name}-${layer}`
    }
  return {
    groups: [
      {
        name: 'vendor',
        test: /node_modules(?!.*\.css$)|rolldown.runtime|vite.preload/,
        tags: first,
        priority: 100,
      },
      { name: 'app', tags: first, priority: 99 },
      ...LAYERS.map((layer, index) => ({
        name: (id: string, chunking: Chunking) => {
          if (isPackage(id)) return layerOfPackage(id) === layer ? layer : null
          if (PAGE.test(id) || pagesOf(id, chunking).length < 2) return null
          // Of what several pages share of ours: styles, which are small, and what needs these two layers, because
          // whoever loads the one needs the other.
          if (layer === 'basics') return id.endsWith('.module.css') ? layer : null
          const isOurs = layer === 'forms' || layer === 'charts'
          return isOurs && depthOf(id, chunking) === index ? layer : null
        },
        minShareCount: 2,
        priority: 90 - index,
      })),
      ...depths.map((depth) => ({
        name: ours(depth, (_, pages) => (pages.length > 1 ? sharedBy(pages) : null)),
        priority: 50 - depth,
      })),
      {
        // Many files, and as many styles.
        name: (id: string, chunking: Chunking) =>
          BOARD.test(onlyPageOf(id, chunking) ?? '') ? 'board' : null,
        priority: 31,
      },
      {
        // With its page, what panels of that page need too.
        name: (id: string, chunking: Chunking) => {
          const page = PAGE.test(id) ? undefined : onlyPageOf(id, chunking)
          return page ? basename(page, '-page.tsx') : null
        },
        minShareCount: 2,
        priority: 30,
      },
      ...depths.map((depth) => ({
        name: ours(depth, (id, pages) => (pages.length === 0 ? featureOf(id) : null)),
        minShareCount: 2,
        priority: 20 - depth,
      })),
    ],
  }
}
