/**
 * Which modules go into one file. Left alone, the bundler makes a file for each set of pages that share something: a
 * hundred requests for a first page. Here every page is one file, beside layers that pages share; a layer knows only
 * those above it in this list, so that no page loads one that it does not need:
 *
 * vendor, app   what every page needs
 * basics        plain parts of pages: groups, tabs, lists
 * inputs        plain fields: text, check boxes
 * tables        what scrolls to the side
 * overlays      what opens above a page: menus, panels
 * choices       fields with a list that opens
 * fields        numbers, and the state of forms
 * charts        what draws lines
 *
 * What several pages share of our own goes beside the lowest layer that it needs: `shared`, `shared-overlays` …
 */

/** What the bundler tells of a module, as far as it is asked here. */
interface Module {
  readonly code: string | null
  readonly importedIds: readonly string[]
}

interface Chunking {
  getModuleInfo(id: string): Module | null
}

const LAYERS = ['basics', 'inputs', 'tables', 'overlays', 'choices', 'fields', 'charts'] as const
type Layer = (typeof LAYERS)[number]

/** Components of Mantine by layer; what is not named is an overlay. */
const COMPONENTS: Readonly<Record<Exclude<Layer, 'overlays' | 'charts'>, RegExp>> = {
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
  [/@mantine\/form|react-number-format|klona|fast-deep-equal/, 'fields'],
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

/** For `rolldownOptions.output.codeSplitting`. */
export function chunks() {
  const depthOf = createDepths()
  const first = ['$initial' as const]
  const shared = LAYERS.map((_, index) => index)
  return {
    groups: [
      { name: 'vendor', test: /node_modules|rolldown.runtime|vite.preload/, tags: first, priority: 100 },
      { name: 'app', tags: first, priority: 99 },
      ...LAYERS.map((layer, index) => ({
        name: layer,
        test: (id: string) => isPackage(id) && layerOfPackage(id) === layer,
        minShareCount: 2,
        priority: 90 - index,
      })),
      ...[-1, ...shared].map((depth) => ({
        name: (id: string, chunking: Chunking) =>
          !isPackage(id) && depthOf(id, chunking) === depth
            ? depth < 0
              ? 'shared'
              : `shared-${LAYERS[depth]}`
            : null,
        debugName: `shared ${LAYERS[depth] ?? ''}`,
        minShareCount: 2,
        priority: 50 - depth,
      })),
    ],
  }
}
