import { join } from 'node:path'
import type { Plugin } from 'vite'

const REACT = join(import.meta.dirname, 'react.js')

/** Draws with Preact what is written for React: 45 kB less on every first page. */
export function preact(): Plugin {
  return {
    name: 'preact',
    config: () => ({
      resolve: {
        alias: [
          { find: /^react(-dom)?$/, replacement: REACT },
          { find: /^use-sync-external-store\/shim.*/, replacement: REACT },
          { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
          { find: /^react\/jsx(-dev)?-runtime$/, replacement: 'preact/jsx-runtime' },
        ],
      },
      build: {
        rolldownOptions: {
          // Mantine's files begin with "use client", which says nothing here.
          onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
        },
      },
    }),
  }
}
