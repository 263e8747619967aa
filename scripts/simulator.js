/** `npm run simulator -- args…`: the GoTo simulator alone; `--help` tells its arguments. */
import { bootstrap, main } from './bootstrap.js'
import { runTogether } from './children.js'

await main(async () => {
  const node = bootstrap({ build: false })
  const args = ['packages/goto-simulator/src/main.ts', ...process.argv.slice(2)]
  process.exitCode = await runTogether(node, [{ name: 'The GoTo simulator', args }])
})
