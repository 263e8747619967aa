/** `npm start`: the demo. The server, with people and courses to try, beside a simulated GoTo. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bootstrap, Failure, main, root } from './bootstrap.js'
import { runTogether } from './children.js'

await main(async () => {
  const node = bootstrap({ build: true })
  const dataDir = makeDataDir(process.env.LECTERN_DATA || 'data')
  const simulatorPort = process.env.SIMULATOR_PORT || '8090'
  const simulatorUrl = `http://localhost:${simulatorPort}`
  const simulator = {
    name: 'The GoTo simulator',
    args: [
      'packages/goto-simulator/src/main.ts',
      ...['--port', simulatorPort],
      '--control',
      ...['--data', join(dataDir, 'goto-simulator')],
    ],
  }
  const platform = {
    name: 'Lectern',
    args: ['packages/server/src/main.ts'],
    env: {
      LECTERN_DEMO: '1',
      LECTERN_DATA: dataDir,
      PORT: process.env.PORT || '8080',
      GOTO_AUTH_URL: simulatorUrl,
      GOTO_API_URL: simulatorUrl,
    },
  }
  process.exitCode = await runTogether(node, [simulator, platform])
})

/** Both programs keep their state in this folder: it is there before either of them starts. */
function makeDataDir(path) {
  const folder = resolve(root, path)
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Failure(
      `Can’t write to the data folder ${folder} (${error.code}). Give another one: LECTERN_DATA=FOLDER npm start.`,
    )
  }
  return folder
}
