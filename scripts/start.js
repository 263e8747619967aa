/** `npm start`: the demo. The server, with people and courses to try, beside simulated tools. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { bootstrap, Failure, main, root } from './bootstrap.js'
import { runTogether } from './children.js'
import { SIMULATORS } from './simulators.js'

await main(async () => {
  const node = bootstrap({ build: true })
  const isEmpty = readArguments(process.argv.slice(2))
  const dataDir = makeDataDir(process.env.LECTERN_DATA || (isEmpty ? 'data/empty' : 'data'))
  const port = process.env.PORT || '8080'
  const simulators = SIMULATORS.map((simulator) => ({
    ...simulator,
    port: process.env[simulator.setting] || simulator.port,
  }))
  await assertFree([
    { port, program: 'Lectern', setting: 'PORT', other: Number(port) + 1 },
    ...simulators.map(({ name, port, setting }) => ({
      ...{ port, setting, other: Number(port) + SIMULATORS.length },
      program: name.replace(/^The/, 'the'),
    })),
  ])
  const urlOf = (id) => `http://localhost:${simulators.find((simulator) => simulator.id === id).port}`
  const platform = {
    name: 'Lectern',
    args: ['packages/server/src/main.ts'],
    env: {
      LECTERN_DEMO: '1',
      LECTERN_ACADEMY: isEmpty ? '0' : '1',
      LECTERN_DATA: dataDir,
      PORT: port,
      LECTERN_LOG: join(dataDir, 'lectern.log'),
      GOTO_AUTH_URL: urlOf('goto'),
      GOTO_API_URL: urlOf('goto'),
      ZOOM_AUTH_URL: urlOf('zoom'),
      ZOOM_API_URL: urlOf('zoom'),
      JAAS_URL: urlOf('jitsi'),
      TEAMS_LOGIN_URL: urlOf('teams'),
      TEAMS_GRAPH_URL: urlOf('teams'),
      DEMO_BIGBLUEBUTTON_URL: urlOf('bigbluebutton'),
      DEMO_JITSI_URL: urlOf('jitsi'),
    },
  }
  const beside = simulators.map(({ id, name, program, port }) => ({
    name,
    args: [program, '--port', port, '--control', '--quiet', '--data', join(dataDir, `${id}-simulator`)],
  }))
  process.exitCode = await runTogether(node, [...beside, platform])
})

/** Tells of every port that is in use at once, before anything starts. */
async function assertFree(wanted) {
  const taken = []
  for (const one of wanted) if (await isInUse(Number(one.port))) taken.push(one)
  if (taken.length === 0) return
  const found = taken.map(({ port, program }) => `Port ${port} of ${program} is in use.`).join(' ')
  const others = taken.map(({ setting, other }) => `${setting}=${other}`).join(' ')
  throw new Failure(`${found} Stop the program that uses it, or choose other ports: ${others} npm start.`)
}

function isInUse(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code === 'EADDRINUSE'))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}

/** @returns whether only some people and a course are wanted, with nothing paired, to walk all the way oneself */
function readArguments(args) {
  const unknown = args.find((arg) => arg !== '--empty')
  if (unknown) throw new Failure(`npm start knows no ${unknown}. It has one switch: npm start -- --empty.`)
  return args.includes('--empty')
}

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
