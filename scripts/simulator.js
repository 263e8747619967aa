/** `npm run simulator -- [TOOL] args…`: a simulator alone, GoTo's where no tool is named; `--help` tells its arguments. */
import { bootstrap, main } from './bootstrap.js'
import { runTogether } from './children.js'
import { SIMULATORS } from './simulators.js'

await main(async () => {
  const node = bootstrap({ build: false })
  const [tool = '', ...rest] = process.argv.slice(2)
  const named = SIMULATORS.find(({ id }) => id === tool)
  const { name, program } = named ?? SIMULATORS[0]
  process.exitCode = await runTogether(node, [
    { name, args: [program, ...(named ? rest : process.argv.slice(2))] },
  ])
})
