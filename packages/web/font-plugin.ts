import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import subsetFont from 'subset-font'
import type { Plugin, Rollup } from 'vite'

/** The font that every page needs; those of other scripts come when a page has such letters. */
const LATIN = /\/inter-latin-wght-normal-[\w-]+\.woff2$/

/** What the design uses of it (`tokens.css`, `app.css`): weights, and features of its layout. */
const WEIGHTS = { wght: { min: 400, max: 750, default: 400 } }
const FEATURES = ['kern', 'calt', 'ccmp', 'locl', 'mark', 'mkmk', 'tnum', 'cv11', 'ss03']

/** The letters that `unicode-range` in `fonts.css` promises of it, without those that nobody writes. */
const LETTERS = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}ıŒœʻʼˆ˚˜ẞ${range(0x2000, 0x206f)}€™↑→←↓−∕`

function range(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('')
}

/** Takes out of the font what no page shows: nearly half of its bytes, on every first page. */
export function latinFont(): Plugin {
  return {
    name: 'latin-font',
    apply: 'build',
    generateBundle: {
      order: 'post', // the styles are there then
      handler: shrink,
    },
  }
}

async function shrink(this: Rollup.PluginContext, _: unknown, bundle: Rollup.OutputBundle): Promise<void> {
  for (const [name, asset] of Object.entries(bundle)) {
    if (asset.type !== 'asset' || !LATIN.test(`/${name}`)) continue
    const source = await subsetFont(Buffer.from(asset.source), LETTERS, {
      targetFormat: 'woff2',
      variationAxes: WEIGHTS,
      keepFeatures: FEATURES,
    })
    const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
    const fileName = name.replace(/-[\w-]{8}\.woff2$/, `-${hash}.woff2`)
    delete bundle[name]
    this.emitFile({ type: 'asset', fileName, source })
    rename(bundle, name, fileName)
  }
}

/** In the styles that ask for it. */
function rename(bundle: Rollup.OutputBundle, from: string, to: string): void {
  for (const asset of Object.values(bundle)) {
    if (asset.type === 'asset' && asset.fileName.endsWith('.css'))
      asset.source = String(asset.source).replaceAll(basename(from), basename(to))
  }
}
