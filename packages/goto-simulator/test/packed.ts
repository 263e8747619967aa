import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { exampleOf, type From, inEmptyProject } from '../../embedded-postgres-runner/test/packing.ts'

/**
 * Packs the simulator and the client, installs both into an empty project, serves the simulator there by its command
 * and runs the example of the client's README against it. The person who allows it is played by `/_control`.
 */
function tryPacked(from: From): Promise<readonly string[]> {
  return inEmptyProject(['goto-client', 'goto-simulator'], from, async (project) => {
    project.writeProgram('example.ts', exampleOf('goto-client'))
    project.writeProgram('simulator.ts', exampleOf('goto-simulator'))
    const said = [await lineOf(start(['simulator.ts'], project.folder), /^A meeting/)]
    const simulator = `http://localhost:${await freePort()}`
    const [port, callback] = [new URL(simulator).port, `http://localhost:${await freePort()}/callback`]
    const serving = start(['node_modules/.bin/goto-simulator', '--port', port, '--control'], project.folder)
    try {
      said.push(await lineOf(serving, /^GoTo simulator on/))
      const client = await control(simulator, 'clients', {
        name: 'Example',
        redirectUris: [callback],
        scopes: ['collab:', 'identity:scim.me'],
      })
      const example = start(['example.ts'], project.folder, {
        GOTO_AUTH_URL: simulator,
        GOTO_API_URL: simulator,
        CLIENT_ID: client.clientId ?? '',
        CLIENT_SECRET: client.clientSecret ?? '',
        REDIRECT_URI: callback,
      })
      const planned = lineOf(example, /^Planned the webinar \d{15,}$/)
      const asked = new URL((await lineOf(example, /^Open http/)).slice('Open '.length)).searchParams
      const { code } = await control(simulator, 'codes', {
        clientId: client.clientId,
        email: 'organizer@goto.example',
        redirectUri: callback,
        codeChallenge: asked.get('code_challenge'),
        codeChallengeMethod: asked.get('code_challenge_method'),
      })
      await fetch(`${callback}?${new URLSearchParams({ code: code ?? '', state: asked.get('state') ?? '' })}`)
      said.push(await planned)
      const files = ['goto-client', 'goto-simulator'].map((name) => project.filesOf(`@lectern/${name}`))
      const foreign = files.flat().filter((file) => /test|src|(?<!\.d)\.ts$/.test(file))
      if (foreign.length > 0) throw new Error(`These are packed and should not be: ${foreign.join(', ')}`)
      return said
    } finally {
      serving.kill()
    }
  })
}

function start(args: readonly string[], cwd: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** @throws when the program ends without such a line */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<string> {
  if (!child.stdout) throw new Error('the program has no output to read')
  const lines = createInterface(child.stdout)
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => pattern.test(line) && resolve(line))
    lines.once('close', () => reject(new Error(`It ended and said nothing like ${pattern}.`)))
  })
}

async function control(simulator: string, path: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${simulator}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, string> // our own simulator
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

for (const line of await tryPacked(process.argv.includes('--here') ? 'here' : 'registry')) console.log(line)
