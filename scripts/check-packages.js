/**
 * Checks what the manifests and the lockfile say: versions are pinned in one way, each package has one version
 * everywhere, the lockfile is what the manifests ask for, and what is installed to run has a licence that lets people
 * use it for anything. `npm run check:packages`, which then lets knip find packages that no file imports, and imports
 * that no manifest names.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './bootstrap.js'

/** A version, of the package itself or of one that has another name here. */
const EXACT = /^(npm:(@[\w-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies']

/** Licences of what is installed to run. README.md names them. */
export const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1', // of fonts: may be bundled with software, not sold alone
  'Unlicense',
]

/** Packages whose manifest names no licence, by the exact version whose LICENSE file was read. */
export const READ = { 'node_modules/png-js': { version: '2.0.0', license: 'MIT' } }

/** How a package is built when it is packed. */
const OF_PACKING = {
  build: 'node ../../node_modules/typescript-native/bin/tsc -p tsconfig.build.json',
  prepack: 'npm run build && node ../../scripts/pack.js publish',
  postpack: 'node ../../scripts/pack.js workspace',
}

/** What a package needs that others may install from npm. */
const OF_PUBLISHED = ['description', 'engines', 'files', 'publishConfig']

/**
 * @param {Record<string, object>} manifests each package.json by its folder, relative to the root; '' is the root's
 * @param {{ packages: Record<string, object> }} lock
 * @returns {string[]} one line about each offence; none when all is well
 */
export function findOffences(manifests, lock) {
  return [
    ...Object.entries(manifests).flatMap(([folder, manifest]) => offencesOfManifest(folder, manifest)),
    ...offencesOfVersions(manifests),
    ...offencesOfLock(manifests, lock),
    ...offencesOfLicences(lock),
  ]
}

function offencesOfManifest(folder, manifest) {
  const file = fileOf(folder)
  const offences = []
  if (manifest.license !== 'Apache-2.0') offences.push(`${file}: its license is not Apache-2.0.`)
  if (manifest.type !== 'module') offences.push(`${file}: its type is not "module".`)
  for (const key of manifest.private ? [] : OF_PUBLISHED.filter((key) => !manifest[key]))
    offences.push(`${file}: it is not private and has no ${key}; add it, or "private": true.`)
  if (!manifest.private) offences.push(...offencesOfPublished(file, manifest))
  for (const [name, version] of dependenciesOf(manifest))
    if (!EXACT.test(version))
      offences.push(`${file}: ${name} is ${version}; pin one version (npm install --save-exact).`)
  return offences
}

/** What is published is the JavaScript of `dist`, with its types, for Node.js and bundlers: scripts/pack.js says how. */
function offencesOfPublished(file, { publishConfig, files, scripts, engines, exports, bin }) {
  const offences = []
  const built = Object.entries(publishConfig?.exports ?? {})
  if (!built.length) offences.push(`${file}: its publishConfig has no exports.`)
  for (const [path, targets] of built) {
    if (Object.keys(targets).join() !== 'types,default')
      offences.push(
        `${file}: publishConfig.exports of "${path}" are not types, then default: the first that fits is taken.`,
      )
    const stem = exports?.[path]?.replace('./src/', './dist/').replace(/\.ts$/, '')
    if (targets.types !== `${stem}.d.ts` || targets.default !== `${stem}.js`)
      offences.push(
        `${file}: publishConfig.exports of "${path}" are not what is built of ${exports?.[path]}.`,
      )
  }
  for (const path of Object.keys(exports ?? {}))
    if (!publishConfig?.exports?.[path])
      offences.push(`${file}: "${path}" is exported here, and not when it is published.`)
  if (bin)
    offences.push(`${file}: bin stands outside publishConfig; its file is there only when it is packed.`)
  for (const target of Object.values(publishConfig?.bin ?? {}))
    if (!/^\.\/dist\/[\w-]+\.js$/.test(target))
      offences.push(`${file}: the command ${target} is no file of dist.`)
  if (files?.join() !== 'dist') offences.push(`${file}: its files are not dist alone.`)
  if (!/^>=\d+$/.test(engines?.node ?? ''))
    offences.push(`${file}: its engines say no oldest Node.js, such as ">=22".`)
  for (const [name, command] of Object.entries(OF_PACKING))
    if (scripts?.[name] !== command) offences.push(`${file}: its script ${name} is not "${command}".`)
  return offences
}

/** Each package has one version everywhere, our own the one of their manifest. */
function offencesOfVersions(manifests) {
  const first = new Map(
    Object.values(manifests).map(({ name, version }) => [name, { version, file: 'its own manifest' }]),
  )
  const offences = []
  for (const [folder, manifest] of Object.entries(manifests)) {
    const names = new Set()
    for (const [name, version] of dependenciesOf(manifest)) {
      if (names.has(name)) offences.push(`${fileOf(folder)}: ${name} stands there twice; leave one.`)
      names.add(name)
      const known = first.get(name)
      if (!known) first.set(name, { version, file: fileOf(folder) })
      else if (known.version !== version)
        offences.push(`${fileOf(folder)}: ${name} is ${version}, and ${known.version} in ${known.file}.`)
    }
  }
  return offences
}

/** What `npm ci` refuses: a lockfile that says something else than the manifests. */
function offencesOfLock(manifests, { packages }) {
  return Object.entries(manifests).flatMap(([folder, manifest]) =>
    [...KINDS, 'engines']
      .filter((key) => canonical(packages[folder]?.[key]) !== canonical(manifest[key]))
      .map((key) => `package-lock.json: ${key} of ${fileOf(folder)} differ; run npm install.`),
  )
}

function offencesOfLicences({ packages }) {
  return Object.entries(packages)
    .filter(([path, { link, dev }]) => path.includes('node_modules/') && !link && !dev)
    .map(([path, entry]) => [
      path,
      !entry.license && READ[path] && READ[path].version === entry.version ? READ[path] : entry,
    ])
    .filter(([, { license }]) => !alternatives(license).some((choice) => PERMISSIVE.includes(choice)))
    .map(([path, { license }]) => `${path} has the licence ${license}: not one of ${PERMISSIVE.join(', ')}.`)
}

/** The choices that an SPDX expression leaves. */
function alternatives(license = 'none') {
  return license.replace(/^\(|\)$/g, '').split(' OR ')
}

function dependenciesOf(manifest) {
  return KINDS.flatMap((kind) => Object.entries(manifest[kind] ?? {}))
}

function canonical(entries = {}) {
  return JSON.stringify(Object.entries(entries).sort())
}

function fileOf(folder) {
  return folder ? `${folder}/package.json` : 'package.json'
}

/** Those of the root and of its workspaces. */
export function readManifests() {
  const own = readJson('package.json')
  const folders = own.workspaces
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((path) => dirname(path).replaceAll('\\', '/'))
  return {
    '': own,
    ...Object.fromEntries(folders.map((folder) => [folder, readJson(`${folder}/package.json`)])),
  }
}

export function readLock() {
  return readJson('package-lock.json')
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const manifests = readManifests()
  const offences = findOffences(manifests, readLock())
  for (const offence of offences) console.error(offence)
  if (offences.length) process.exitCode = 1
  else console.log(`Versions and licences are in order in ${Object.keys(manifests).length} packages.`)
}
