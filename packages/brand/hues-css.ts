import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { huesCss } from './src/index.ts'

writeFileSync(join(import.meta.dirname, '../web/src/app/hues.css'), huesCss())
