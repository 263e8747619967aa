/**
 * `npm run sbom [FILE]`: the bill of materials of what runs, as CycloneDX (JSON), from package-lock.json: each package
 * that is installed without development, with its version, licence, checksum and what it needs.
 *
 * npm makes it of all packages. Its own `--omit dev` leaves out what one of our folders needs to run and another to
 * develop (zod, pg, pino), so development is left out here, by the lockfile; npm takes names from folders, too.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Failure, main, root } from './bootstrap.js'
import { READ, readLock, readManifests } from './check-packages.js'

/** @returns {{ metadata: object, components: { name: string, version: string, purl: string }[] }} */
export function makeSbom() {
  const document = askNpm()
  const runs = listInstalled()
  const manifest = readManifests()['']
  document.metadata.component.name = manifest.name
  const components = document.components
    .map((component) => ({ ...component, name: nameOf(component) }))
    .filter(({ name, version }) => runs.has(`${name}@${version}`))
    .map((component) => {
      const { license } = runs.get(`${component.name}@${component.version}`)
      return component.licenses?.length || !license
        ? component
        : { ...component, licenses: [{ license: { id: license } }] }
    })
  const known = new Set([document.metadata.component, ...components].map((one) => one['bom-ref']))
  const dependencies = document.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => known.has(one)) }))
  return { ...document, components, dependencies }
}

function askNpm() {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
  const { status, stdout, stderr, error } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Failure(`npm made no bill of materials: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}

/** What runs, by `name@version`: from npm, and our own folders but those that only test and measure. */
export function listInstalled() {
  const { packages } = readLock()
  const fromNpm = Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link)
    .map(([path, { name, version, license }]) => [
      `${name ?? path.split('node_modules/').at(-1)}@${version}`,
      { license: license ?? READ[path]?.license },
    ])
  const own = Object.entries(readManifests())
    .filter(([folder]) => folder.startsWith('packages/'))
    .map(([, { name, version, license }]) => [`${name}@${version}`, { license }])
  return new Map([...fromNpm, ...own])
}

/** `pkg:npm/%40fastify/cookie@11.1.5` is `@fastify/cookie`. */
function nameOf({ purl }) {
  const [path] = purl.replace('pkg:npm/', '').split(/[@?]/)
  return decodeURIComponent(path)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(async () => {
    const text = `${JSON.stringify(makeSbom(), null, 2)}\n`
    const [file] = process.argv.slice(2)
    if (file) writeFileSync(file, text)
    else process.stdout.write(text)
  })
