import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type Rollup } from 'vite'
import { chunks } from './chunks.ts'
import { latinFont } from './font-plugin.ts'
import { texts } from './texts-plugin.ts'

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

/** Files that nearly every page needs: asked for with the document, not when the code that names them has run. */
const NEEDED = /^assets\/(basics|shared)-[\w-]{8}\.js$/
const NEEDED_FONT = /^assets\/inter-latin-wght-normal-[\w-]{8}\.woff2$/

/** Asks for them in the page itself. */
function preloads(): Plugin {
  return {
    name: 'preloads',
    apply: 'build',
    writeBundle({ dir = 'dist' }, bundle) {
      const names = Object.keys(bundle)
      const links = [
        ...names
          .filter((name) => NEEDED_FONT.test(name))
          .map((name) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${name}">`),
        ...names
          .filter((name) => NEEDED.test(name))
          .map((name) => `<link rel="modulepreload" crossorigin href="/${name}">`),
      ]
      const page = join(dir, 'index.html')
      const html = readFileSync(page, 'utf8')
      writeFileSync(
        page,
        html.replace('</head>', () => `  ${links.join('\n    ')}\n  </head>`),
      )
    },
  }
}

/** What stands without a connection: the app's first files, and the page with the agenda in every language. */
const OFFLINE =
  /\/packages\/web\/(index\.html|src\/pages\/offline-page\.tsx)$|\0virtual:texts\/texts-\w+-everybody/

/** Writes the service worker with the names of the files that it keeps. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    // Only what was written can be kept: chunks that hold nothing but styles are gone by now.
    writeBundle({ dir = 'dist' }, bundle) {
      const styles = Object.keys(bundle).filter((name) => name.endsWith('.css'))
      const files = [...filesOf(bundle, (id) => OFFLINE.test(id)), ...styles].sort()
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 12)
      const source = readFileSync(join(import.meta.dirname, 'service-worker.js'), 'utf8')
        .replace('%VERSION%', () => version)
        .replace("'%FILES%'", () => files.map((file) => `'/${file}'`).join(', '))
      for (const file of files) statSync(join(dir, file)) // one that is missing would keep the worker from starting
      writeFileSync(join(dir, 'sw.js'), source)
    },
  }
}

/** The chunks with some modules, and all that these need. */
function filesOf(bundle: Rollup.OutputBundle, isWanted: (id: string) => boolean): string[] {
  const files = new Set<string>()
  const add = (name: string) => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || files.has(name)) return
    files.add(name)
    for (const needed of chunk.imports) add(needed)
  }
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.facadeModuleId && isWanted(chunk.facadeModuleId)) add(chunk.fileName)
  }
  return [...files]
}

export default defineConfig({
  plugins: [react(), texts(), latinFont(), preloads(), preCompress(), serviceWorker()],
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
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: chunks(),
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8080', '/learn/gotomeeting': 'http://localhost:8080' } },
})
