import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { exampleOf, type From, inEmptyProject } from '../../embedded-postgres-runner/test/packing.ts'
import { freePort } from '../../server/test/free-port.ts'

const NAMES = ['goto-client', 'goto-simulator']

/** The manifests that npm reads in the packed files, by folder, the packages' files, and what the programs said. */
export interface Trial {
  readonly manifests: Record<string, Record<string, unknown>>
  readonly files: readonly string[]
  readonly said: readonly string[]
}

/**
 * Packs the simulator and the client, installs both into an empty project, serves the simulator there by its command
 * and runs the example of the client's README against it. The person who allows it is played by `/_control`.
 */
export function tryPacked(from: From): Promise<Trial> {
  return inEmptyProject(NAMES, from, async (project) => {
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
      const back = new URLSearchParams({ code: code ?? '', state: asked.get('state') ?? '' })
      // It says where to go, then begins to listen.
      while (example.exitCode === null && !(await fetch(`${callback}?${back}`).catch(() => undefined)))
        await setTimeout(20)
      said.push(await planned)
      const manifests = Object.fromEntries(
        NAMES.map((name) => [name, project.manifestOf(`@lectern/${name}`)]),
      )
      return { manifests, files: NAMES.flatMap((name) => project.filesOf(`@lectern/${name}`)), said }
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

if (import.meta.main) for (const line of (await tryPacked('registry')).said) console.log(line)
