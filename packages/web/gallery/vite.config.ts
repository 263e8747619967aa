import { defineConfig } from 'vite'
import { preact } from '../preact/plugin.ts'
import { texts } from '../texts-plugin.ts'

/** The gallery is built by itself, by the journey that takes its pictures; it is no part of the product. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [preact(), texts()],
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'], emptyOutDir: true },
})
