/** `npm run serve`: the server with the built web app, set up by environment variables. */
import { bootstrap, main } from './bootstrap.js'
import { runTogether } from './children.js'

await main(async () => {
  const node = bootstrap({ build: true })
  const server = { name: 'The server', args: ['packages/server/src/main.ts'] }
  process.exitCode = await runTogether(node, [server])
})
