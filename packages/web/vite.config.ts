import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin, type Rollup } from 'vite'
import { chunks } from './chunks.ts'
import { latinFont } from './font-plugin.ts'
import { PARTS, pagesIn } from './page-table.ts'
import { preact } from './preact/plugin.ts'
import { everywhere, pageData } from './src/app/page-data.ts'
import { shelfOf, texts } from './texts-plugin.ts'

/** Compresses once at build what would else be compressed for each visitor. */
function preCompress(): Plugin {
  return {
    name: 'pre-compress',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      const assets = join(dir, 'assets')
      for (const name of readdirSync(assets).filter((file) => /\.(js|css)$/.test(file))) {
        const content = readFileSync(join(assets, name))
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content))
      }
    },
  }
}

const NEEDED_FONT = /^assets\/inter-latin-wght-normal-[\w-]{8}\.woff2$/
const APP = join(import.meta.dirname, 'src/app/app.tsx')
const PAGES = join(import.meta.dirname, 'src/pages')

/** Asks for the font in the page, and writes for the server which files each page needs: `http/page-files.ts`. */
function preloads(): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    writeBundle({ dir = 'dist' }, bundle) {
      const links = Object.keys(bundle)
        .filter((name) => NEEDED_FONT.test(name))
        .map(
          (name) =>
            `<link rel="preload" as="font" type="font/woff2" crossorigin fetchpriority="low" href="/${name}">`,
        )
      const page = join(dir, 'index.html')
      const html = readFileSync(page, 'utf8')
      writeFileSync(
        page,
        html.replace('</head>', () => `  ${links.join('\n    ')}\n  </head>`),
      )
      writeFileSync(join(dir, 'pages.json'), JSON.stringify(pageFilesOf(bundle, html)))
    },
  }
}

/** @param html what it asks for already need not be asked for again */
function pageFilesOf(bundle: Rollup.OutputBundle, html: string) {
  const filesOfPage = (file: string) => {
    const module = join(PAGES, file)
    return filesOf(bundle, (id) => id === module).filter((needed) => !html.includes(needed))
  }
  const pages = [...pagesIn(readFileSync(APP, 'utf8')), ...PARTS, SIGN_IN].map(
    ({ file, topics, ...page }) => ({
      ...page,
      files: filesOfPage(file),
      shelves: topics.map(shelfOf),
    }),
  )
  const texts = Object.values(bundle).flatMap((chunk) => {
    const [, language, shelf] =
      /texts-(\w+)-(\w+)\.js$/.exec((chunk.type === 'chunk' && chunk.facadeModuleId) || '') ?? []
    return language && shelf ? [{ language, shelf, file: chunk.fileName }] : []
  })
  return { pages, texts, data: pageData, everywhere }
}

/** Whoever is not signed in sees it at every address. */
const SIGN_IN = { path: '/sign-in', file: 'sign-in-page.tsx', topics: ['personal'] }

/** What stands without a connection: the app's first files, and the page with the agenda and presence checks in every language. */
const OFFLINE =
  /\/packages\/web\/(index\.html|src\/pages\/offline-page\.tsx)$|\0virtual:texts\/texts-\w+-(everybody|presence)/

/** Writes the service worker with the names of the files that it keeps. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    // Only what was written can be kept: chunks that hold nothing but styles are gone by now.
    writeBundle({ dir = 'dist' }, bundle) {
      const files = filesOf(bundle, (id) => OFFLINE.test(id)).sort()
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12)
      const source = readFileSync(join(import.meta.dirname, 'service-worker.js'), 'utf8')
        .replace('%VERSION%', () => version)
        .replace("'%FILES%'", () => files.map((file) => `'/${file}'`).join(', '))
      for (const file of files) statSync(join(dir, file)) // one that is missing would keep the worker from starting
      writeFileSync(join(dir, 'sw.js'), source)
    },
  }
}

/** The chunks with some modules, and all that these need: code and styles. */
function filesOf(bundle: Rollup.OutputBundle, isWanted: (id: string) => boolean): string[] {
  const wanted = Object.values(bundle).filter(
    (chunk) => chunk.type === 'chunk' && chunk.facadeModuleId && isWanted(chunk.facadeModuleId),
  )
  return [...new Set(wanted.flatMap(({ fileName }) => filesFrom(bundle, fileName)))]
}

function filesFrom(bundle: Rollup.OutputBundle, name: string, files = new Set<string>()): string[] {
  const chunk = bundle[name]
  if (chunk?.type !== 'chunk' || files.has(name)) return [...files]
  files.add(name)
  for (const styles of chunk.viteMetadata?.importedCss ?? []) files.add(styles)
  for (const needed of chunk.imports) filesFrom(bundle, needed, files)
  return [...files]
}

const MERGE = '\0merge-refs'

/** Mantine's tables need one hook of the library that places what floats, and so all of it: 12 kB on every list. */
function lightTables(): Plugin {
  return {
    name: 'light-tables',
    enforce: 'pre',
    apply: 'build',
    resolveId: (id, importer) =>
      id === '@floating-ui/react' && importer?.endsWith('/ScrollArea/ScrollArea.mjs') ? MERGE : undefined,
    load: (id) =>
      id === MERGE
        ? `import { useMergedRef } from '@mantine/hooks'\nexport const useMergeRefs = (refs) => useMergedRef(...refs)`
        : undefined,
  }
}

export default defineConfig({
  plugins: [preact(), lightTables(), texts(), latinFont(), preloads(), preCompress(), serviceWorker()],
  resolve: {
    // Texts come parsed (`texts-plugin.ts`).
    alias: [
      {
        find: /^@formatjs\/icu-messageformat-parser$/,
        replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
      },
    ],
  },
  // Styles use light-dark(), which browsers have since spring 2024.
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: chunks(),
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/learn/gotomeeting': 'http://localhost:8080' } },
})
