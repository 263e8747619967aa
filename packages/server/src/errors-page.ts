import { readFileSync, writeFileSync } from 'node:fs'
import { errorsPage } from './http/error-docs.ts'

// Writes docs/errors.md; with --check it only compares.

const TARGET = new URL('../../../docs/errors.md', import.meta.url)
const page = errorsPage()

if (!process.argv.includes('--check')) writeFileSync(TARGET, page)
else if (readFileSync(TARGET, 'utf8') !== page) {
  console.error('docs/errors.md is not what the texts say. Run "npm run generate" and commit it.')
  process.exitCode = 1
}
